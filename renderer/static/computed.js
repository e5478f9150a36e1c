// Shows computed values while somebody types. What is sent is what the server calculates.

const language = document.documentElement.lang;
const mark = new Intl.NumberFormat(language).formatToParts(1.5).find(({ type }) => type === "decimal").value;

export function showComputed() {
  for (const output of document.querySelectorAll("output[data-computed]")) {
    const { digits } = output.dataset;
    const value = settle(output);
    const limits = digits ? { minimumFractionDigits: +digits, maximumFractionDigits: +digits } : { maximumFractionDigits: 10 };
    const text = Number.isFinite(value) ? new Intl.NumberFormat(language, limits).format(value) : "";
    if (output.textContent !== text) output.textContent = text;
  }
}

function settle(output) {
  const { digits } = output.dataset;
  const base = output.name.slice(0, output.name.lastIndexOf("/") + 1);
  const value = calculate(JSON.parse(output.dataset.computed), output.form, base);
  return digits ? round(value, +digits) : value;
}

function calculate([operation, ...parts], form, base) {
  const [first, second] = parts;
  const value = (tree) => calculate(tree, form, base);
  switch (operation) {
    case "number":
      return Number(first);
    case "name":
      return answer(form, base + first.replaceAll(".", "/"));
    case "count":
      return rows(form, base + first).length;
    case "sum":
      return rows(form, base + first).reduce((total, row) => total + calculate(second, form, row), 0);
    case "round":
      return round(value(first), Number(second[1]));
    case "+":
      return value(first) + value(second);
    case "-":
      return value(first) - value(second);
    case "*":
      return value(first) * value(second);
    case "/":
      return value(first) / value(second);
    default:
      return Math[operation](value(first), value(second));
  }
}

function rows(form, list) {
  const start = `${list.replaceAll(".", "/")}/`;
  const all = [...form.elements].filter(({ name }) => name?.startsWith(start));
  return [...new Set(all.map(({ name }) => `${start}${name.slice(start.length).split("/")[0]}/`))];
}

/** What does not apply, or is no number, counts as 0. */
function answer(form, name) {
  const found = form.elements.namedItem(name);
  const element = found instanceof RadioNodeList ? found[0] : found;
  if (!element || element.closest("[data-when]")?.checkVisibility() === false) return 0;
  if (element.matches("output")) return settle(element);
  return number(found.value);
}

function number(text) {
  const digits = text.replace(/[\u0660-\u0669]/g, (digit) => digit.charCodeAt(0) - 0x660);
  const plain = digits.replace(/[^\d.,\u066b-]/g, "");
  return Number(plain.replaceAll(mark, "D").replace(/[.,]/g, "").replace("D", ".")) || 0;
}

function round(value, digits) {
  const scaled = Math.abs(value) * 10 ** digits;
  return (Math.sign(value) * Math.round(scaled + 1e-9)) / 10 ** digits;
}

document.addEventListener("input", showComputed);
document.addEventListener("change", showComputed);
