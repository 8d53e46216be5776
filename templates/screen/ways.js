  // ------------------------------------------------------------------ data paths
  // One row of boxes a way, from the sensor to the consumer. A box's state is its symbol, its
  // border and its words; colour is only beside them.
  const BOX = { width: 142, height: 62, gap: 24, row: 112, left: 8, text: 23, most: 40 };
  const LOOKS = { good: "#e4f0ea;stroke:#14583a", warn: "#f8e7c4;stroke:#8a5a00", bad: "#f1c9c5;stroke:#9c2a22;stroke-width:2", open: "#fff;stroke:#3d3f77;stroke-dasharray:5 3", none: "#fff;stroke:#5b6770;stroke-dasharray:1 3" };

  function cut(text, most) { return text.length > most ? text.slice(0, most - 1) + "…" : text; }

  function lines2(text) {
    if (text.length <= BOX.text) return [text];
    const at = text.lastIndexOf(" ", BOX.text);
    const first = at > 4 ? at : BOX.text;
    return [text.slice(0, first), cut(text.slice(first).trim(), BOX.text)];
  }

  // A way as it is packed: numbers of strings, the number of its state, its stations.
  function unfold(held, [texts, state, hops]) {
    const S = (n) => held.strings[n];
    const [line, lineName, use, useName, flow, signals, every, way, wired, code, sentence] = texts.map(S);
    return { line, lineName, use, useName, flow, signals, all: every, way, wired, code, sentence, mark: held.legend[state],
      hops: hops.map(([kind, name, at, check, why, evidence]) => ({ kind: S(kind), name: S(name), mark: held.legend[at], check: S(check), why: S(why), evidence })) };
  }

  view("paths", T("Data paths"), (node) => {
    const all = Object.assign({}, data.paths, { paths: data.paths.paths.map((way) => unfold(data.paths, way)) });
    node.append(el("p", {}, all.sentence));
    if (!all.paths.length) return;
    const chosen = { line: all.paths[0].line, use: "", mark: "" };
    const select = (label, key, options) => el("div", {}, el("label", { for: "paths-" + key }, label),
      el("select", { id: "paths-" + key, on: { change: (e) => { chosen[key] = e.target.value; draw(); } } }, el("option", { value: "" }, T("all")),
        options.map(([value, text]) => el("option", { value, selected: chosen[key] === value }, text))));
    const lines = [...new Map(all.paths.map((p) => [p.line, p.lineName]))];
    const uses = [...new Map(all.paths.map((p) => [p.use, p.useName]))];
    node.append(el("div", { class: "x-filters" }, select(T("Line"), "line", lines), select(T("Use case"), "use", uses), select(T("State"), "mark", all.legend.map((m) => [m[2], m[1]]))),
      el("p", { class: "x-key" }, all.legend.map((m) => mark(m[0], m[1], m[2]))));
    const count = el("p", { role: "status", "aria-live": "polite" });
    const drawing = el("div", { class: "x-scroll x-ways", tabindex: "0", role: "region", "aria-label": T("Data paths as a drawing") });
    const body = el("tbody", {});
    const heads = [T("Line"), T("Signals"), T("Flow"), T("Way"), T("Wired by"), T("State"), T("In words")].map((h) => el("th", { scope: "col" }, h));
    node.append(count, drawing, el("h2", {}, T("The same as a table")),
      el("div", { class: "x-scroll", tabindex: "0", role: "region", "aria-label": T("Data paths as a table") }, el("table", {}, el("thead", {}, el("tr", {}, heads)), body)));

    function draw() {
      const found = all.paths.filter((p) => (!chosen.line || p.line === chosen.line) && (!chosen.use || p.use === chosen.use) && (!chosen.mark || p.mark[2] === chosen.mark));
      const drawn = found.slice(0, BOX.most);
      count.textContent = T("{number} of {total} ways", { number: found.length, total: all.paths.length }) + (found.length > drawn.length ? ", " + T("{number} of them drawn", { number: drawn.length }) : "");
      drawing.replaceChildren(picture(drawn));
      body.replaceChildren(...found.slice(0, STEP).map((p) => el("tr", {}, el("td", {}, p.lineName), el("td", {}, el("button", { type: "button", on: { click: () => path(p) } }, p.signals)), el("td", {}, p.flow), el("td", {}, p.way),
        el("td", {}, p.wired), el("td", {}, mark(...p.mark)), el("td", {}, p.sentence))));
    }
    draw();
  });

  function picture(paths) {
    const most = Math.max(1, ...paths.map((p) => p.hops.length));
    const width = BOX.left * 2 + most * (BOX.width + BOX.gap) - BOX.gap;
    const height = Math.max(1, paths.length) * BOX.row + 4;
    const id = "ways-title";
    const box = svg("svg", { viewBox: "0 0 " + width + " " + height, width, height, role: "group", "aria-labelledby": id + " ways-desc" },
      svg("title", { id }, T("Data paths from sensor to decision")),
      svg("desc", { id: "ways-desc" }, T("One row of boxes for each way; the table below says the same in words.")));
    paths.forEach((p, row) => box.append(...one(p, row * BOX.row)));
    return box;
  }

  function one(p, top) {
    const middle = top + 26 + BOX.height / 2;
    const parts = [svg("text", { x: BOX.left, y: top + 16, class: "x-way" }, cut([p.lineName, p.useName, p.flow, p.way, T("who wired it: {who}", { who: p.wired })].filter(Boolean).join(" · "), 170))];
    p.hops.forEach((h, n) => {
      const x = BOX.left + n * (BOX.width + BOX.gap);
      const flows = n && ![p.hops[n - 1], h].some((end) => end.mark[2] !== "good" && end.mark[2] !== "warn");
      if (n) parts.push(svg("path", { d: "M" + (x - BOX.gap) + " " + middle + "H" + (x - 3), style: "fill:none;stroke:#3b4853" + (flows ? "" : ";stroke-dasharray:3 3") }), svg("path", { d: "M" + (x - 8) + " " + (middle - 4) + "l5 4l-5 4", style: "fill:none;stroke:#3b4853" }));
      const box = svg("g", { role: "button", tabindex: 0, "aria-label": h.kind + " " + h.name + ": " + h.mark[1] },
        svg("title", {}, h.kind + ": " + h.name + ". " + h.mark[1] + ". " + h.why),
        svg("rect", { x, y: top + 26, width: BOX.width, height: BOX.height, rx: 4, style: "fill:" + (LOOKS[h.mark[2]] || LOOKS.none) }),
        svg("text", { x: x + 7, y: top + 39, class: "x-kind" }, h.kind),
        ...lines2(h.name).map((text, row) => svg("text", { x: x + 7, y: top + 53 + row * 12 }, text)),
        svg("text", { x: x + 7, y: top + 26 + BOX.height - 6, class: "x-state" }, h.mark[0] + " " + h.mark[1] + (h.check ? " · " + h.check : "")));
      const open = () => hop(p, h);
      box.addEventListener("click", open);
      box.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(); } });
      parts.push(box);
    });
    return parts;
  }

  function hop(p, h) {
    detail(h.name, [el("p", {}, mark(...h.mark), " " + h.kind), facts([[T("Why"), h.why], [T("Check"), h.check], [T("Line"), p.lineName], [T("Use case"), p.useName], [T("Flow"), p.flow]]),
      ...data.findings.filter((f) => h.check && f[F.check] === h.check && f[F.line] === p.line && f[F.use] === p.use && !f[F.target]).map((f) => el("p", {}, el("button", { type: "button", class: "x-go", on: { click: () => finding(f) } }, T("Finding") + " " + h.check))),
      evidenceTable(h.evidence)]);
  }

  function path(p) {
    detail(p.signals, [el("p", {}, mark(...p.mark), " " + p.sentence), facts([[T("Line"), p.lineName], [T("Use case"), p.useName], [T("Signals"), p.all], [T("Flow"), p.flow], [T("Way"), p.way], [T("Wired by"), p.wired], [T("Made of"), p.code]]),
      el("table", {}, el("thead", {}, el("tr", {}, [T("Kind"), T("Name"), T("State"), T("Check"), T("Why")].map((h) => el("th", { scope: "col" }, h)))), el("tbody", {}, p.hops.map((h) => el("tr", {}, el("td", {}, h.kind), el("td", {}, h.name), el("td", {}, mark(...h.mark)), el("td", {}, h.check), el("td", {}, h.why)))))]);
  }

  // ------------------------------------------------------------------ foundation
  view("foundation", T("Foundation"), (node) => {
    const rowed = (heads, rows) => el("table", {}, el("thead", {}, el("tr", {}, heads.map((h) => el("th", { scope: "col" }, h)))), el("tbody", {}, rows.map((r) => el("tr", {}, r.map((c, n) => el(n ? "td" : "th", n ? { class: c && c.tone ? "cell-text " + c.tone : null } : { scope: "row" }, c && c.text ? c.text : c))))));
    const region = (label, table) => el("div", { class: "x-scroll", tabindex: "0", role: "region", "aria-label": label }, table);
    const f = data.foundation;

    node.append(el("h2", {}, T("May the pilot be copied?")));
    if (f.copying.banner) node.append(el("p", { class: "x-banner", role: "note" }, f.copying.banner));
    else if (f.copying.sentence) node.append(el("p", {}, f.copying.sentence));
    if (f.copying.rows.length) node.append(el("ul", {}, f.copying.rows.map((r) => el("li", {}, mark(...r.mark), " " + r.check + ": " + r.sentence + (r.uses ? " (" + r.uses + ")" : "")))));

    node.append(el("h2", {}, T("How different is each line from the pilot?")), el("p", {}, f.contrast.sentence));
    if (f.contrast.rows.length) node.append(region(T("Differences from the pilot"), rowed([T("Line"), T("Pilot"), ...f.contrast.respects],
      [...f.contrast.pilots.map(([name, had]) => [name, T("the pilot itself"), ...had.map((v) => v || "?")]),
        ...f.contrast.rows.map((r) => [r.line, r.pilot, ...r.cells.map((c) => ({ tone: c[2], text: c[0] + " " + (c[3] || c[1]) }))])])));

    node.append(el("h2", {}, T("What the shared layer can do")), el("p", {}, f.capabilities.sentence),
      region(T("Capabilities of the shared layer"), rowed([T("Capability"), T("What it means"), T("Has it?"), T("The list says"), T("The checks say"), T("What would tell")],
        f.capabilities.rows.map((c) => [c.name, c.what, { tone: c.mark[2], text: c.mark[0] + " " + c.mark[1] }, c.stated, c.seen + (c.checks && c.seen ? " (" + c.checks + ")" : ""), c.missing]))));

    node.append(el("h2", {}, T("From audit to audit")), el("p", {}, f.trend.sentence),
      region(T("From audit to audit"), rowed([T("Line"), T("Use case"), T("Audit"), T("Verdict"), T("Index"), T("Interval"), T("Answered"), T("Open blockers"), T("Change")],
        f.trend.rows.map((r) => [r.line, r.use, r.day, { tone: r.mark[2], text: r.mark[0] + " " + r.mark[1] }, r.index, r.interval, r.answered, r.blockers, r.change]))));

    node.append(el("h2", {}, T("What this foundation also enables")), el("p", {}, f.trend.enablesText));
    if (f.trend.enables.length) node.append(el("ul", {}, f.trend.enables.map((text) => el("li", {}, text))));
  });
