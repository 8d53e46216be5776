  // ------------------------------------------------------------------ programme
  view("programme", T("Programme"), (node) => {
    const p = data.programme;
    const table = (label, heads, rows) => el("div", { class: "x-scroll", tabindex: "0", role: "region", "aria-label": label },
      el("table", {}, el("thead", {}, el("tr", {}, heads.map((h) => el("th", { scope: "col" }, h)))), el("tbody", {}, rows.map((cells) => el("tr", {}, cells.map((c) => el("td", {}, c)))))));
    const part = (title, text, ...more) => node.append(el("h2", {}, title), text ? el("p", {}, text) : "", ...more.filter(Boolean));

    part(T("Pilots"), p.sentence, p.pilots.length ? table(T("Pilots"), [T("Pilot"), T("Age"), T("Second line"), T("Spent"), T("Value"), T("Reuse"), T("Candidate for"), T("Why")],
      p.pilots.map((c) => [el("span", {}, el("button", { type: "button", on: { click: () => pilotCard(c) } }, c.name), c.state ? el("span", { class: "ref" }, " " + c.state) : ""), c.age + (c.idle ? " · " + T("idle") : ""), c.second || "–", c.spent, c.result ? c.value + ". " + c.result : c.value, c.reuse,
        el("span", {}, c.advice.map((a) => el("span", {}, mark(a[0], a[1], a[2]), " "))), c.why])) : null);
    if (p.overlaps.length) part(T("What two pilots share"), "", table(T("What two pilots share"), [T("One pilot"), T("The other"), T("Data"), T("Connectors"), T("Consumers"), T("Network"), T("Systems")], p.overlaps));
    node.append(el("ul", { class: "small" }, p.rules.map((rule) => el("li", {}, rule))));
    part(T("What the pilots brought"), p.eventsText, p.events.length ? table(T("What the pilots brought"), [T("Day"), T("Pilot"), T("What it brought"), T("Amount"), T("Evidence"), T("Document"), T("Confirmed by")],
      p.events.map((e) => [e[0] || "?", e[1], e[2] + (e[8] ? "" : " · " + T("not counted")), e[3], mark(e[6][0], e[6][1], e[6][2]), e[4] + (e[5] ? " · SHA-256 " + e[5].slice(0, 12) + "…" : ""), e[7]])) : null);
    part(T("Early warnings"), p.warningsText, p.warnings.length ? table(T("Early warnings"), [T("Kind"), T("What"), T("Age"), T("Who"), T("What to do")], p.warnings) : null);
    part(T("Effort per line"), p.effort.sentence + " " + p.effort.reuse, p.effort.points.length ? effortChart(p.effort) : null,
      p.effort.points.length ? table(T("Effort per line"), [T("No."), T("Line"), T("With the layer (pd)"), T("Without (pd)"), T("Measured (pd)"), T("Links added over the layer"), T("Links added point to point"), T("Reuse factor from")],
        p.effort.points.map((e) => [e[0] || T("pilot"), ...e.slice(1).map(said)])) : null);
    part(T("Drivers"), p.driversText, p.drivers.length ? table(T("Drivers"), [T("Driver"), T("Kind"), T("Line"), T("Use case"), T("Day"), T("Done by the plan"), T("Days to spare"), T("Met"), T("Note")],
      p.drivers.map((d) => [d[0], d[1], d[2] || T("plant"), d[3], d[4] || "?", d[5], d[6] === null ? "" : d[6], mark(d[7][0], d[7][1], d[7][2]), d[8]])) : null);
    plantTables(p, part, table);
  });

  // Numbers as the language of the file writes them.
  const said = (v) => v === null ? "" : typeof v === "number" ? v.toLocaleString(document.documentElement.lang) : v;

  function pilotCard(c) {
    detail(c.name, [facts([[T("Plant"), c.plant], [T("State"), c.state], [T("Age"), c.age], [T("Second line"), c.second], [T("Spent"), c.spent], [T("Value"), c.value], [T("What it brought"), c.result],
      [T("Reuse"), c.reuse], [T("Runs on"), c.on], [T("Why"), c.why], [T("Owner"), c.owner]])]);
  }

  // Bars side by side: shapes of their own (full, hollow, hatched), so that grey tells them apart.
  function effortChart(effort) {
    const points = effort.points.slice(0, 40), wide = Math.max(320, 60 + points.length * 74), high = 190, floor = 150;
    const most = Math.max(1, ...points.flatMap((e) => [e[2] || 0, e[3] || 0, e[4] || 0]));
    const drawing = svg("svg", { viewBox: "0 0 " + wide + " " + high, width: wide, role: "img", "aria-label": effort.alt, class: "x-effort" });
    const looks = ["fill:#0b4f6c", "fill:#fff;stroke:#0b4f6c;stroke-width:1.5", "fill:#b06000"];
    for (const share of [0, 0.5, 1])
      drawing.append(svg("line", { x1: 34, x2: wide, y1: floor - share * 120, y2: floor - share * 120, style: "stroke:#cfd6db" }), svg("text", { x: 30, y: floor - share * 120 + 3, "text-anchor": "end" }, said(Math.round(share * most * 10) / 10)));
    points.forEach((e, n) => {
      const left = 44 + n * 74;
      [e[2], e[3], e[4]].forEach((value, k) => {
        if (value === null) return;
        const tall = 120 * value / most;
        drawing.append(svg("rect", { x: left + k * 18, y: floor - tall, width: 15, height: tall, style: looks[k] }, svg("title", {}, e[1] + ": " + said(value))));
      });
      drawing.append(svg("text", { x: left + 25, y: floor + 13, "text-anchor": "middle" }, e[0] ? T("line {number}", { number: e[0] }) : T("pilot")), svg("text", { x: left + 25, y: floor + 25, "text-anchor": "middle", class: "x-detail" }, e[1].length > 14 ? e[1].slice(0, 13) + "…" : e[1]));
    });
    const key = [[T("With the layer (pd)"), looks[0]], [T("Without (pd)"), looks[1]]].concat(points.some((e) => e[4] !== null) ? [[T("Measured (pd)"), looks[2]]] : []);
    return el("figure", { class: "x-scroll" }, el("figcaption", { class: "x-key" }, key.map(([text, look]) => el("span", {}, svg("svg", { width: 14, height: 12 }, svg("rect", { x: 1, y: 1, width: 12, height: 10, style: look })), " " + text))), drawing);
  }

  function plantTables(p, part, table) {
    const names = [...new Set(p.lines.map((l) => l[1]).filter(Boolean))].sort();
    const several = names.length > 1;
    const heads = [T("Rank"), T("Plant"), T("Area"), T("Line"), T("Verdict"), T("Index"), T("Gates failed"), T("First in the way"), T("Assets"), T("Cost to ready"), T("Live")];
    const holder = el("div", {});
    const draw = (plant) => holder.replaceChildren(table(T("Lines of all plants"), heads, p.lines.filter((l) => !plant || l[1] === plant).slice(0, 400)
      .map((l) => [l[0] === null ? "–" : l[0], l[1], l[2], l[3], mark(l[4][0], l[4][1], l[4][2]), said(l[5]), l[0] === null ? "" : l[6], ...l.slice(7)])));
    const choice = several ? el("div", { class: "x-filters" }, el("div", {}, el("label", { for: "programme-plant" }, T("Plant")), el("select", { id: "programme-plant", on: { change: (e) => draw(e.target.value) } }, el("option", { value: "" }, T("all")), names.map((n) => el("option", { value: n }, n))))) : null;
    part(T("Plants"), p.plantsText, several ? table(T("Plants"), [T("Plant"), T("Areas"), T("Lines"), T("Assets"), T("READY"), T("READY WITH CONDITIONS"), T("NOT PROVEN"), T("NOT READY"), T("Mean index"), T("Nearest to ready")], p.plants.map((r) => r.map(said))) : null, choice, holder);
    draw("");
  }
