// The eye beside a password. Without script the field stays hidden, and the eye is not shown.
for (const eye of document.querySelectorAll("[data-eye]")) {
  const field = document.getElementById(eye.dataset.eye);
  eye.hidden = false;
  eye.addEventListener("click", () => {
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    eye.setAttribute("aria-pressed", String(hidden));
    field.focus();
  });
}
