// What stands beside a thing, near the top of its text: by type, with the number of papers and the sentence.
const BESIDE = 6;
let besideType = null; // the type last looked at, kept from thing to thing

function renderCompany(node) {
  const { rows, general } = findThings(viewOf(node.id));
  if (!rows.length && !general) return [];
  const groups = [...countBy(rows, (row) => row.node.type)].sort((a, b) => a[0] - b[0]);
  const chosen = groups.some(([type]) => type === besideType) ? besideType : groups[0]?.[0];
  const list = make("ol", { class: "beside" });
  const fill = (type) => {
    const found = rows.filter((row) => row.node.type === type);
    list.replaceChildren(...found.slice(0, BESIDE).map((row) => renderBesideRow(row, node)));
  };
  const switches = groups.map(([type, count]) => {
    const words = [shape(data.types[type]), data.types[type].many, make("span", { class: "count" }, number(count))];
    const button = make("button", { type: "button", class: "segment", "aria-pressed": String(type === chosen) }, ...words);
    button.addEventListener("click", () => {
      besideType = type;
      for (const other of button.parentElement.children) other.setAttribute("aria-pressed", String(other === button));
      fill(type);
    });
    return button;
  });
  if (chosen !== undefined) fill(chosen);
  const all = make("a", { href: hashOf(viewOf(node.id), { tab: "things", of: null, sort: "" }), class: "more" }, `All ${number(rows.length)} as a table`);
  return [make("section", { id: "beside" }, make("h3", {}, "Named together with"), make("div", { class: "segments", role: "group", "aria-label": "Type" }, ...switches), list,
    make("p", { class: "small" }, rows.length ? all : ""), general ? renderGeneral(general) : "")];
}
function renderBesideRow(row, subject) {
  const count = make("a", { href: hashOfBoth(subject, row.node), class: "count", "aria-label": `${papersText(row.papers.length)} with ${shorten(row.node.label, 60)}` }, papersText(row.papers.length));
  const item = make("li", {}, make("p", {}, nodeButton(row.node), make("span", { class: "muted small how" }, howText(row, subject)), count));
  const sentence = sentenceBeside(row, subject);
  if (sentence) item.append(renderSentence(sentence));
  return item;
}
