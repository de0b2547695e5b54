"use strict";
const form = document.querySelector("form");
const search = form.querySelector("input");
const choice = form.querySelector("select");
const body = document.querySelector("tbody");
const rows = Array.from(body.rows);
const titles = Array.from(document.querySelectorAll("thead th"));
const collator = new Intl.Collator();

function filter() {
  const text = search.value.trim().toLowerCase();
  let shown = 0;
  for (const row of rows) {
    const isOfKind = choice.value === "" || row.dataset.kinds.split(" ").includes(choice.value);
    row.hidden = !(isOfKind && row.textContent.toLowerCase().includes(text));
    shown += row.hidden ? 0 : 1;
  }
  form.querySelector("output").textContent = `${shown} of ${rows.length} shown`;
}

// The services' cells are sorted by state, other cells by text, and empty ones are last.
function compare(one, other) {
  const rank = (cell) => Number(cell.dataset.rank ?? (cell.textContent === "" ? 9 : 0));
  return rank(one) - rank(other) || collator.compare(one.textContent, other.textContent);
}

function sort(column) {
  const title = titles[column];
  const isDescending = title.getAttribute("aria-sort") === "ascending";
  titles.forEach((other) => other.removeAttribute("aria-sort"));
  title.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
  const sign = isDescending ? -1 : 1;
  rows.sort((one, other) => sign * compare(one.cells[column], other.cells[column]));
  body.append(...rows);
}

titles.forEach((title, column) => {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...title.childNodes);
  button.addEventListener("click", () => sort(column));
  title.append(button);
});
form.addEventListener("submit", (event) => event.preventDefault());
search.addEventListener("input", filter);
choice.addEventListener("change", filter);
form.hidden = false;
filter();
