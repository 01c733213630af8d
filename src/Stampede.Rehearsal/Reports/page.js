const tip = document.getElementById("tip");
const show = n => Math.abs(n) >= 100 ? Math.round(n).toLocaleString("en") : Number(n.toFixed(2));
for (const svg of document.querySelectorAll("svg[data-chart]")) {
  const { x, lines, left, right, width } = JSON.parse(svg.dataset.chart);
  const hair = svg.querySelector(".hair");
  svg.addEventListener("pointermove", move => {
    const box = svg.getBoundingClientRect();
    const at = (move.clientX - box.left) / box.width * width;
    const want = x[0] + (at - left) / (width - left - right) * (x.at(-1) - x[0]);
    let near = 0;
    for (let i = 1; i < x.length; i++) if (Math.abs(x[i] - want) < Math.abs(x[near] - want)) near = i;
    const place = left + (x[near] - x[0]) / (x.at(-1) - x[0]) * (width - left - right);
    hair.setAttribute("x1", place); hair.setAttribute("x2", place); hair.style.opacity = 1;
    tip.textContent = [`${show(x[near])} s`, ...lines.map(line => `${line.Name}  ${show(line.v[near])}`)].join("\n");
    tip.style.opacity = 1;
    tip.style.left = Math.min(move.clientX + 14, innerWidth - tip.offsetWidth - 8) + "px";
    tip.style.top = move.clientY + 14 + "px";
  });
  svg.addEventListener("pointerleave", () => { tip.style.opacity = 0; hair.style.opacity = 0; });
}
