// Narrows the choice while one types; without a script the form does it.
const field = document.querySelector("#search");
const count = document.querySelector("#count");

field.form.querySelector("button").hidden = true;
field.form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", narrow);
// A browser may have put back what was typed on an earlier visit.
narrow();

function narrow() {
  const wanted = field.value.trim().toLowerCase();
  let found = 0;
  for (const section of document.querySelectorAll("section.kind")) {
    const items = [...section.querySelectorAll("li")];
    for (const item of items) item.hidden = !item.dataset.name.toLowerCase().includes(wanted);
    const shown = items.filter((item) => !item.hidden).length;
    section.hidden = shown === 0;
    found += shown;
  }
  count.textContent = found === 0 ? "Nothing fits. Try another name." : `${found} to choose from`;
}
