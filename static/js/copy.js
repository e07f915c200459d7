// "Copy" beside a text. Without script the text is there to be marked, and the button is not shown.
for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const word = button.querySelector("span");
  button.hidden = !navigator.clipboard; // only where the browser lets a page write to it
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      word.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(text);
    }
  });
}
