// A line of the last values, drawn as far as they go.

import { svg } from "./dom.js";

const WIDTH = 600, HEIGHT = 90, FOOT = 6;

/**
 * Draws some lines over the same time.
 * @param lines class names with values; NaN is a hole
 * @param most how many values the width is for
 */
export function spark(element, lines, most) {
  const all = Object.values(lines).flat().filter(Number.isFinite);
  const top = Math.max(...all, 0.001) * 1.15;
  const x = (i, length) => ((most - length + i) / (most - 1)) * WIDTH;
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
