// The theme sheet: eight large choices and "let the hall choose". Resolves with a theme id, or null when closed.
const sheet = document.getElementById("sheet");

export function chooseTheme(text, chosen) {
  sheet.querySelector(".voice").textContent = text;
  for (const input of sheet.querySelectorAll("input")) input.checked = input.value === chosen;
  sheet.returnValue = "";
  sheet.showModal();
  (sheet.querySelector("input:checked") ?? sheet.querySelector("input")).focus();
  return new Promise((resolve) => {
    const done = () => {
      sheet.removeEventListener("change", picked);
      resolve(sheet.returnValue || null);
    };
    // Arrow keys walk through the choices without closing; a tap or Enter takes one.
    const picked = (event) => {
      if (byKey) return;
      sheet.close(event.target.value);
    };
    let byKey = false;
    sheet.onkeydown = (event) => {
      byKey = event.key.startsWith("Arrow");
      if (event.key === "Enter" && event.target.matches("input")) {
        event.preventDefault();
        sheet.close(event.target.value);
      }
    };
    sheet.onpointerdown = () => (byKey = false);
    sheet.onclick = (event) => {
      if (event.target === sheet) sheet.close("");
      const input = event.target.closest("label")?.querySelector("input");
      if (input?.checked && event.target === input && !byKey && input.value === chosen) sheet.close(input.value);
    };
    sheet.addEventListener("change", picked);
    sheet.addEventListener("close", done, { once: true });
  });
}
