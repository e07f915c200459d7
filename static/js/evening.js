// The evening list with script: the button says how many doors have a result, a met door's plate is enamelled at once, an added door is shown.
const form = document.querySelector("#evening");
const button = form.querySelector("[data-save]");
const told = form.querySelector("[data-told]");

function count() {
  const chosen = form.querySelectorAll(".er input[type=radio]:checked");
  const n = chosen.length;
  if (button && n) button.textContent = (n === 1 ? button.dataset.one : button.dataset.many).replace("{n}", n);
  told.hidden = !n;
  told.dataset.words ||= told.textContent;
  told.textContent = told.dataset.words.replace("{n}", n);
}

form.addEventListener("change", (event) => {
  const row = event.target.closest(".er");
  if (row && event.target.type === "radio") row.querySelector(".plate").classList.toggle("is-done", event.target.value === "met");
  count();
});
count();
