// What the report draws with; everything else of the library is left out of the bundle.
export { barX, barY, cell, plot, ruleX, ruleY, text, axisX, axisY, gridY } from "@observablehq/plot";
