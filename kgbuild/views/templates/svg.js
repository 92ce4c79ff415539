// A pen that draws as a canvas does, but into SVG: so picture, print and file are drawn by the same hands. It knows what
// these need of a canvas: paths, text, transformations, clipping.
const SVG = "http://www.w3.org/2000/svg";
function svgElement(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
const short = (value) => String(Math.round(value * 100) / 100);
// What no XML may hold, whatever a name brings.
const xmlText = (text) => wellFormed(text).replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "");

class SvgPen {
  constructor(width, height) {
    this.root = svgElement("svg", { xmlns: SVG, viewBox: `0 0 ${width} ${height}` });
    this.parent = this.root;
    this.matrix = new DOMMatrix();
    this.saved = [];
    this.clips = 0;
    this.ruler = document.createElement("canvas").getContext("2d");
    Object.assign(this, { fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, globalAlpha: 1, font: "12px sans-serif", lineJoin: "miter", lineCap: "butt", dash: [], path: "" });
  }
  save() {
    const { parent, matrix, fillStyle, strokeStyle, lineWidth, globalAlpha, font, lineJoin, lineCap, dash } = this;
    this.saved.push({ parent, matrix: DOMMatrix.fromMatrix(matrix), fillStyle, strokeStyle, lineWidth, globalAlpha, font, lineJoin, lineCap, dash });
  }
  restore() { Object.assign(this, this.saved.pop()); }
  translate(x, y) { this.matrix = this.matrix.translate(x, y); }
  scale(x, y) { this.matrix = this.matrix.scale(x, y); }
  rotate(angle) { this.matrix = this.matrix.rotate((angle * 180) / Math.PI); }
  setLineDash(dash) { this.dash = dash; }
  beginPath() { this.path = ""; }
  moveTo(x, y) { this.path += `M${short(x)} ${short(y)}`; }
  lineTo(x, y) { this.path += `L${short(x)} ${short(y)}`; }
  closePath() { this.path += "Z"; }
  rect(x, y, width, height) { this.path += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`; }
  fillRect(x, y, width, height) { this.beginPath(); this.rect(x, y, width, height); this.fill(); }
  clip() {
    const id = `clip${this.clips++}`;
    this.parent.append(svgElement("clipPath", { id }, svgElement("path", { d: this.path, ...this.place() })));
    const group = svgElement("g", { "clip-path": `url(#${id})` });
    this.parent.append(group);
    this.parent = group;
  }
  fill(path = this.path) { this.add("path", { d: path, fill: this.fillStyle }); }
  stroke(path = this.path) { this.add("path", { d: path, fill: "none", ...this.line() }); }
  fillText(text, x, y) { this.add("text", { x: short(x), y: short(y), fill: this.fillStyle, ...this.type() }, xmlText(text)); }
  strokeText(text, x, y) { this.add("text", { x: short(x), y: short(y), fill: "none", ...this.line(), ...this.type() }, xmlText(text)); }
  measureText(text) {
    this.ruler.font = this.font;
    return this.ruler.measureText(text);
  }
  line() {
    const dashes = this.dash.length ? { "stroke-dasharray": this.dash.map(short).join(" ") } : {};
    return { stroke: this.strokeStyle, "stroke-width": short(this.lineWidth), "stroke-linejoin": this.lineJoin, "stroke-linecap": this.lineCap, ...dashes };
  }
  // "600 12px Family": SVG wants the parts apart. The middle of a line is where the canvas has it.
  type() {
    const [, weight, size, family] = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(this.font);
    return { "font-weight": weight ?? "400", "font-size": size, "font-family": family.replace(/"/g, "'"), "dominant-baseline": "central" };
  }
  place() {
    const { a, b, c, d, e, f, isIdentity } = this.matrix;
    return isIdentity ? {} : { transform: `matrix(${[a, b, c, d, e, f].map((value) => String(Math.round(value * 1e5) / 1e5)).join(" ")})` };
  }
  add(name, attributes, ...children) {
    const see = this.globalAlpha < 1 ? { opacity: short(this.globalAlpha) } : {};
    this.parent.append(svgElement(name, { ...attributes, ...see, ...this.place() }, ...children));
  }
}
// Both pens take the path of a shape, a canvas only wrapped.
const asPath = (context, path) => (context instanceof SvgPen ? path : new Path2D(path));
