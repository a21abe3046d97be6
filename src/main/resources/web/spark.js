// Sparkline of the last values.

import { svg } from "./dom.js";

const WIDTH = 600, HEIGHT = 90, FOOT = 6;

/**
 * Draws lines over a shared time axis.
 * @param lines values by class name; NaN is a gap
 * @param capacity number of values that fill the width
 */
export function spark(element, lines, capacity) {
  const all = Object.values(lines).flat().filter(Number.isFinite);
  const top = Math.max(...all, 0.001) * 1.15;
  const x = (i, length) => ((capacity - length + i) / (capacity - 1)) * WIDTH;
  const y = (value) => HEIGHT - FOOT - (value / top) * (HEIGHT - 2 * FOOT);
  const paths = Object.entries(lines).map(([name, values]) => {
    let pen = "M";
    const d = values.map((value, i) => {
      if (!Number.isFinite(value)) {
        pen = "M";
        return "";
      }
      const step = `${pen}${x(i, values.length).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = "L";
      return step;
    }).join("");
    return svg("path", { class: name, d });
  });
  element.replaceChildren(svg("path", { class: "base", d: `M0 ${HEIGHT - FOOT}H${WIDTH}` }), ...paths);
}
