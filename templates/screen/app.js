"use strict";
// The explorer. Texts from the plant only ever become text nodes: nothing of them is markup.
(function () {
  const root = document.getElementById("explorer");
  const pages = document.getElementById("pages");
  const STEP = 200;
  let data = null;
  // What the explorer itself says, in the language of the file; places in braces take values.
  const words = JSON.parse(document.getElementById("words").textContent);
  const T = (text, values) => (words[text] || text).replace(/\{([a-z_]+)\}/g, (place, name) => values && name in values ? values[name] : place);

  function el(name, props, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(props || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
      else if (key === "class") node.className = value;
      else node.setAttribute(key, value === true ? "" : String(value));
    }
    for (const child of children.flat()) {
      if (child === null || child === undefined || child === "") continue;
      node.append(child.nodeType ? child : document.createTextNode(String(child)));
    }
    return node;
  }

  function svg(name, props, ...children) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(props || {})) node.setAttribute(key, String(value));
    for (const child of children.flat()) node.append(child.nodeType ? child : document.createTextNode(String(child)));
    return node;
  }

  async function unpack(text) {
    const bytes = Uint8Array.from(atob(text.trim()), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  // ------------------------------------------------------------------ tabs
  const views = [];

  function view(id, title, build) {
    views.push({ id, title, build, built: false });
  }

  function tabs() {
    const bar = el("div", { class: "x-bar" }, el("strong", {}, data.case.name || data.case.id));
    const list = el("div", { role: "tablist", "aria-label": T("Views of the report") });
    bar.append(list);
    root.append(bar);
    views.unshift({ id: "report", title: T("Pages"), built: true, node: pages });
    pages.setAttribute("role", "tabpanel");
    for (const one of views) {
      one.tab = el("button", { role: "tab", id: "tab-" + one.id, type: "button", "aria-controls": one.node ? "pages" : "view-" + one.id,
        on: { click: () => show(one.id, true), keydown: (event) => keys(event, one) } }, one.title);
      list.append(one.tab);
      if (!one.node) {
        one.node = el("section", { class: "x-view", id: "view-" + one.id, role: "tabpanel", hidden: true, tabindex: "-1" });
        root.append(one.node);
      }
      one.node.setAttribute("aria-labelledby", "tab-" + one.id);
    }
    window.addEventListener("hashchange", () => show(location.hash.slice(1), false));
    show(views.some((v) => v.id === location.hash.slice(1)) ? location.hash.slice(1) : "report", false);
  }

  function keys(event, one) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = views.indexOf(one);
    const to = event.key === "Home" ? 0 : event.key === "End" ? views.length - 1 : step === undefined ? -1 : (at + step + views.length) % views.length;
    if (to < 0) return;
    event.preventDefault();
    views[to].tab.focus();
    show(views[to].id, true);
  }

  function show(id, push) {
    const chosen = views.find((v) => v.id === id);
    if (!chosen) return;
    if (!chosen.built) {
      chosen.node.append(el("h1", {}, chosen.title));
      chosen.build(chosen.node);
      chosen.built = true;
    }
    for (const one of views) {
      one.node.hidden = one !== chosen;
      one.tab.setAttribute("aria-selected", one === chosen);
      one.tab.tabIndex = one === chosen ? 0 : -1;
    }
    for (const line of document.querySelectorAll("body > .running")) line.hidden = id !== "report";
    if (push && location.hash.slice(1) !== id) history.replaceState(null, "", "#" + id);
  }

  // ------------------------------------------------------------------ details
  const dialog = el("dialog", { "aria-labelledby": "dialog-title" });

  function detail(title, parts) {
    dialog.replaceChildren(
      el("button", { class: "x-close", type: "button", on: { click: () => dialog.close() } }, T("Close")),
      el("h2", { id: "dialog-title" }, title), ...parts.filter(Boolean));
    dialog.showModal();
  }

  function facts(pairs) {
    const list = el("dl", {});
    for (const [name, value] of pairs) if (value !== null && value !== undefined && value !== "") list.append(el("dt", {}, name), el("dd", {}, value));
    return list;
  }

  function evidenceTable(ids, all) {
    if (!ids.length) return el("p", {}, T("No evidence is cited: nobody has looked yet."));
    const rows = ids.slice(0, 40).map((id) => {
      const found = data.evidence[id];
      const cells = found ? [id, data.texts[found[0]] + (found[1] ? ", " + found[1] : ""), data.texts[found[2]], found[3], found[4]] : [id, T("in the list of evidence of the workbook"), "", "", ""];
      return el("tr", {}, cells.map((cell) => el("td", {}, cell)));
    });
    const heads = [T("No."), T("Source"), T("What"), T("Grade"), T("Day")].map((h) => el("th", { scope: "col" }, h));
    const left = (all || ids.length) - rows.length;
    const more = left > 0 ? el("p", {}, T("and {number} more in the workbook", { number: left })) : null;
    return el("div", {}, el("h3", {}, T("Evidence")), el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows)), more);
  }

  const F = { line: 0, use: 1, check: 2, target: 3, symbol: 4, word: 5, tone: 6, gate: 7, severity: 8, sentence: 9, why: 10, pack: 11, grade: 12, age: 13, evidence: 14, relation: 15, measured: 16, pilot: 17, waived: 18, cited: 19 };
  const lineName = (id) => (data.lines.find((l) => l.id === id) || { name: id }).name;
  const useName = (id) => (data.uses.find((u) => u.id === id) || { name: id }).name;

  function finding(f) {
    const check = data.checks[f[F.check]] || ["", "", "", "", ""];
    detail(f[F.check] + " " + check[0], [
      el("p", {}, mark(f[F.symbol], f[F.word], f[F.tone]), " " + T("on {line}", { line: lineName(f[F.line]) }) + (f[F.use] ? ", " + useName(f[F.use]) : "") + (f[F.target] ? ": " + f[F.target] : "")),
      facts([[T("Seen"), data.texts[f[F.sentence]]], [T("Why open"), data.texts[f[F.why]]], [T("Question"), check[2]], [T("Severity if it fails"), f[F.severity] + (f[F.gate] ? ", " + T("decides the verdict") : "")],
        [T("Against the pilot"), f[F.relation]], [T("Measured here"), f[F.measured]], [T("On the pilot"), f[F.pilot]], [T("Cleared by"), data.texts[f[F.pack]]], [T("Accepted risk"), data.texts[f[F.waived]]], [T("Basis"), check[3]],
        [T("Evidence grade and age"), f[F.grade] ? f[F.grade] + (f[F.age] === null ? "" : ", " + T("{number} days", { number: f[F.age] })) : ""]]),
      evidenceTable(f[F.evidence], f[F.cited])]);
  }

  function mark(symbol, word, tone) {
    return el("span", { class: "mark " + tone }, el("span", { class: "sym", "aria-hidden": "true" }, symbol), " " + word);
  }

  // ------------------------------------------------------------------ matrix
  view("matrix", T("Matrix"), (node) => {
    if (!data.matrix.rows.length) { node.append(el("p", {}, T("The pilot's conditions are not written down yet."))); return; }
    node.append(el("p", {}, T("What made the pilot work, against every line. Choose a cell for what was seen and the evidence.")));
    const heads = [el("th", { scope: "col" }, T("Condition")), el("th", { scope: "col" }, T("Bears")), el("th", { scope: "col" }, T("Pilot")), el("th", { scope: "col" }, T("Needed")),
      ...data.matrix.lines.map((name) => el("th", { scope: "col" }, name))];
    const rows = data.matrix.rows.map((r) => el("tr", {}, el("th", { scope: "row" }, r.statement, el("span", { class: "ref" }, " " + r.check)), el("td", {}, r.bears), el("td", {}, r.pilot), el("td", {}, r.needed),
      r.cells.map((c, n) => el("td", { class: "cell " + c[2] }, el("button", { type: "button", "aria-label": T("{check} on {line}", { check: r.check, line: data.matrix.lines[n] }) + ": " + c[1], on: { click: () => condition(r, n) } }, el("span", { class: "sym", "aria-hidden": "true" }, c[0]), el("span", { class: "small" }, " " + c[3]))))));
    node.append(el("div", { class: "x-scroll", tabindex: "0", role: "region", "aria-label": T("Matrix of conditions") }, el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows))));
  });

  function condition(row, n) {
    const cell = row.cells[n];
    const name = data.matrix.lines[n];
    const ids = new Set();
    const own = data.findings.filter((f) => f[F.check] === row.check && !f[F.target] && lineName(f[F.line]) === name);
    for (const f of own) for (const id of f[F.evidence]) ids.add(id);
    detail(T("{check} on {line}", { check: row.check, line: name }), [el("p", {}, mark(cell[0], cell[1], cell[2])),
      facts([[T("Condition"), row.statement], [T("Seen"), cell[4]], [T("Value here"), cell[3]], [T("On the pilot"), row.pilot], [T("Needed"), row.needed], [T("Special help the pilot had"), row.help], [T("Note"), row.note]]),
      ...own.map((f) => el("p", {}, el("button", { type: "button", class: "x-go", on: { click: () => finding(f) } }, f[F.use] ? T("Finding for {use}", { use: useName(f[F.use]) }) : T("Finding")))),
      evidenceTable([...ids])]);
  }

  // ------------------------------------------------------------------ findings
  view("findings", T("Findings"), (node) => {
    const plants = [...new Set(data.lines.map((l) => l.plant).filter(Boolean))].sort();
    const plantOf = Object.fromEntries(data.lines.map((l) => [l.id, l.plant]));
    const state = { text: "", plant: "", line: "", use: "", theme: "", word: "", gate: "", shown: STEP };
    const count = el("p", { role: "status", "aria-live": "polite" });
    const body = el("tbody", {});
    const more = el("div", { class: "x-more" });
    const unique = (values) => [...new Set(values)].filter(Boolean).sort();
    const select = (label, key, options) => {
      const box = el("select", { id: "filter-" + key, on: { change: (e) => { state[key] = e.target.value; state.shown = STEP; draw(); } } }, el("option", { value: "" }, T("all")), options.map(([value, text]) => el("option", { value }, text)));
      return el("div", {}, el("label", { for: "filter-" + key }, label), box);
    };
    const text = el("input", { id: "filter-text", type: "search", on: { input: (e) => { state.text = e.target.value.toLowerCase(); state.shown = STEP; draw(); } } });
    node.append(el("div", { class: "x-filters" }, el("div", {}, el("label", { for: "filter-text" }, T("Words")), text),
      plants.length > 1 ? select(T("Plant"), "plant", plants.map((p) => [p, p])) : "",
      select(T("Line"), "line", data.lines.map((l) => [l.id, l.name])), select(T("Use case"), "use", data.uses.map((u) => [u.id, u.name])),
      select(T("Theme"), "theme", unique(Object.values(data.checks).map((c) => c[1])).map((t) => [t, t])),
      select(T("Status"), "word", unique(data.findings.map((f) => f[F.word])).map((t) => [t, t])), select(T("Decides a verdict"), "gate", [["1", T("yes")], ["0", T("no")]])), count);
    const heads = [T("Line"), T("Use case"), T("Check"), T("Status"), T("Severity"), T("Seen")].map((h) => el("th", { scope: "col" }, h));
    node.append(el("div", { class: "x-scroll", tabindex: "0", role: "region", "aria-label": T("Findings") }, el("table", {}, el("thead", {}, el("tr", {}, heads)), body)), more);

    function fits(f) {
      const check = data.checks[f[F.check]] || ["", ""];
      return (!state.plant || plantOf[f[F.line]] === state.plant) && (!state.line || f[F.line] === state.line) && (!state.use || f[F.use] === state.use) && (!state.theme || check[1] === state.theme) && (!state.word || f[F.word] === state.word) &&
        (!state.gate || String(f[F.gate]) === state.gate) && (!state.text || (f[F.check] + " " + check[0] + " " + f[F.target] + " " + data.texts[f[F.sentence]]).toLowerCase().includes(state.text));
    }
    function draw() {
      const found = data.findings.filter(fits);
      count.textContent = T("{number} of {total} findings", { number: found.length, total: data.findings.length });
      body.replaceChildren(...found.slice(0, state.shown).map((f) => el("tr", {}, el("td", {}, lineName(f[F.line])), el("td", {}, useName(f[F.use])),
        el("td", {}, el("button", { type: "button", on: { click: () => finding(f) } }, f[F.check] + " " + ((data.checks[f[F.check]] || [""])[0]) + (f[F.target] ? " · " + f[F.target] : ""))),
        el("td", {}, mark(f[F.symbol], f[F.word], f[F.tone])), el("td", {}, f[F.severity] + (f[F.gate] ? " · " + T("gate") : "")), el("td", {}, data.texts[f[F.sentence]]))));
      more.replaceChildren();
      if (found.length > state.shown) more.append(el("button", { type: "button", on: { click: () => { state.shown += STEP; draw(); } } }, T("Show {number} more", { number: Math.min(STEP, found.length - state.shown) })));
    }
    draw();
  });

  // ------------------------------------------------------------------ plan
  view("plan", T("Plan"), (node) => {
    const plan = data.plan;
    if (!plan) { node.append(el("p", {}, T("There is no plan yet."))); return; }
    node.append(el("p", {}, plan.sentence));
    const chosen = { line: "", wide: 1 };
    const holder = el("div", { class: "x-scroll", tabindex: "0", role: "region", "aria-label": T("Plan by weeks") });
    const which = el("select", { id: "plan-line", on: { change: (e) => { chosen.line = e.target.value; draw(); } } }, el("option", { value: "" }, T("all")), plan.groups.map((g) => el("option", { value: g.name }, g.name)));
    const wide = el("input", { id: "plan-zoom", type: "range", min: "1", max: "6", step: "0.5", value: "1", on: { input: (e) => { chosen.wide = Number(e.target.value); draw(); } } });
    node.append(el("div", { class: "x-filters" }, el("div", {}, el("label", { for: "plan-line" }, T("Line")), which), el("div", {}, el("label", { for: "plan-zoom" }, T("Zoom")), wide)),
      el("p", { class: "x-key" }, [["foundation", T("foundation")], ["rollout", T("rollout")], ["use", T("use case goes live")]].map(([tone, text]) => el("span", { class: "x-plan" , style: "min-width:0" }, el("i", { class: tone }), text))), holder);

    function ticks() {
      const first = new Date(plan.start), last = new Date(plan.finish), span = Math.max(1, last - first), made = [];
      for (let day = new Date(first.getFullYear(), first.getMonth() + 1, 1); day <= last; day = new Date(day.getFullYear(), day.getMonth() + 1, 1))
        made.push(el("span", { class: "x-tick", style: "left:" + (100 * (day - first) / span) + "%" }, day.toLocaleDateString(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, { month: "short", year: "2-digit" })));
      return made;
    }
    function draw() {
      const box = el("div", { class: "x-plan", style: "width:" + 100 * chosen.wide + "%" }, el("div", { class: "x-row x-axis", "aria-hidden": "true" }, el("span", {}), el("div", { class: "x-track" }, ticks())));
      for (const group of plan.groups) {
        if (chosen.line && group.name !== chosen.line) continue;
        box.append(el("h2", { class: "x-group" }, group.name, group.note ? el("span", { class: "ref" }, " " + group.note) : null));
        for (const r of group.rows)
          box.append(el("div", { class: "x-row" }, el("span", { title: r.what }, r.what), el("div", { class: "x-track" },
            el("button", { type: "button", class: "x-bar-task " + r.tone, style: "left:" + r.left + "%;width:" + r.width + "%", "aria-label": r.what + ", " + group.name + ", " + r.dates + ", " + r.kind + (r.sure ? ", " + r.sure : ""), on: { click: () => task(r, group.name) } }),
            r.late[1] ? el("span", { class: "x-late", style: "left:" + r.late[0] + "%;width:" + r.late[1] + "%" }, el("span", { style: "left:" + r.late[2] + "%" })) : null,
            r.flag ? el("span", { class: "x-flag-text", style: "left:" + Math.min(92, Math.max(r.left + r.width, r.late[0] + r.late[1])) + "%" }, "⚑ " + r.flag + (r.sure ? " · " + r.sure : "")) : null)));
      }
      holder.replaceChildren(box);
    }
    draw();
  });

  function task(r, group) {
    detail(r.what, [facts([[T("Where"), group], [T("When"), r.dates], [T("Kind"), r.kind + (r.done ? ", " + T("done") : "")], [T("Why here"), r.why], [T("Slack"), T("{number} working days", { number: r.slack })], [T("Crew"), r.crew], [T("Effort"), r.effort], [T("Cost"), r.cost], [T("Standstill"), r.standstill],
      [T("Window"), r.window], [T("After"), r.after], [T("Must be done by"), r.by], [T("Clears"), r.clears], [T("Because of"), r.because], [T("Then live"), r.flag], [T("Task"), r.id]])]);
  }

  // ------------------------------------------------------------------ network
  view("network", T("Network"), (node) => {
    const net = data.network;
    node.append(el("p", {}, net.sentence));
    if (net.note) node.append(el("p", {}, net.note));
    const box = el("div", { class: "x-net" });
    for (const picture of net.pictures) {
      const drawing = svg("svg", { viewBox: "0 0 " + net.width + " " + net.height, role: "group", "aria-label": picture.alt });
      const looks = { same: "stroke:#3b4853;stroke-width:1", drawn: "stroke:#9c2a22;stroke-width:1.6;stroke-dasharray:4 2", found: "stroke:#8a5a00;stroke-width:2" };
      for (const e of picture.edges) {
        drawing.append(svg("path", { d: "M" + e.x1 + " " + e.y1 + "Q" + e.bend_x + " " + e.bend_y + " " + e.x2 + " " + e.y2, style: "fill:none;" + (looks[e.state] || looks.same) }, svg("title", {}, e.ports)));
        if (e.symbol) drawing.append(svg("text", { x: e.mark_x, y: e.mark_y, "text-anchor": "middle" }, e.symbol));
      }
      for (const n of picture.nodes) {
        const look = n.tone === "both" ? "#0b4f6c" : n.tone === "drawn" ? "#fff;stroke:#9c2a22;stroke-dasharray:2 1" : "#b06000";
        const open = () => node1(picture, n);
        const group = svg("g", { role: "button", tabindex: 0, "aria-label": n.label + " " + n.detail }, svg("circle", { cx: n.x, cy: n.y, r: 5, style: "fill:" + look }),
          svg("text", { x: n.x, y: n.y + 13, "text-anchor": "middle" }, (n.symbol ? n.symbol + " " : "") + n.label), svg("text", { x: n.x, y: n.y + 20, "text-anchor": "middle", class: "x-detail" }, n.detail));
        group.addEventListener("click", open);
        group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(); } });
        drawing.append(group);
      }
      box.append(el("figure", {}, el("h2", {}, picture.title), drawing));
    }
    node.append(box);
    if (net.differences.length) {
      const heads = ["", T("Where"), T("Drawn"), T("Found")].map((h) => el("th", { scope: "col" }, h || T("Difference")));
      node.append(el("h2", {}, T("Differences")), el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, net.differences.map((d) => el("tr", {}, el("td", {}, mark(d.mark.symbol, d.mark.word, d.mark.tone)), el("td", {}, d.where), el("td", {}, d.drawn), el("td", {}, d.found))))));
    }
  });

  function node1(picture, n) {
    const name = (id) => (picture.nodes.find((m) => m.node_id === id) || { label: id }).label;
    const states = { same: T("as drawn"), drawn: T("drawn, not found"), found: T("found, not drawn") };
    const own = picture.edges.filter((e) => e.a === n.node_id || e.b === n.node_id);
    const said = data.findings.filter((f) => f[F.target] === n.label);
    detail(n.label, [el("p", {}, n.detail), el("h3", {}, T("Cables") + ": " + picture.title),
      el("ul", {}, own.map((e) => el("li", {}, name(e.a === n.node_id ? e.b : e.a) + (e.ports ? " (" + e.ports + ")" : "") + ": " + (e.symbol ? e.symbol + " " : "") + (states[e.state] || e.state)))),
      said.length ? el("h3", {}, T("Findings")) : null,
      ...said.slice(0, 40).map((f) => el("p", {}, el("button", { type: "button", class: "x-go", on: { click: () => finding(f) } }, f[F.check] + ": " + f[F.word])))]);
  }

  // ------------------------------------------------------------------ unknowns
  view("unknowns", T("Unknowns"), (node) => {
    node.append(el("p", {}, T("{number} things nobody knows yet; what decides a verdict is marked.", { number: data.unknowns.length })));
    const heads = [T("Check"), T("Lines"), T("Question"), T("Why open"), T("Cheapest evidence"), T("Who"), T("Minutes")].map((h) => el("th", { scope: "col" }, h));
    node.append(el("div", { class: "x-scroll", tabindex: "0", role: "region", "aria-label": T("Unknowns") }, el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, data.unknowns.slice(0, 1000).map((u) => el("tr", {}, el("td", {}, u[0] + (u[7] ? " · " + T("gate") : "")), u.slice(1, 7).map((c) => el("td", {}, c))))))));
  });

  /*views*/

  // ------------------------------------------------------------------ start
  const packed = document.getElementById("data").textContent;
  if (typeof DecompressionStream === "undefined") {
    root.append(el("p", { role: "alert" }, T("This browser is too old for the explorer; the pages below are complete.")));
    return;
  }
  unpack(packed).then((found) => {
    data = found;
    const columns = data.findings;
    data.findings = columns.length ? columns[0].map((_, row) => columns.map((column) => column[row])) : [];
    document.body.append(dialog);
    tabs();
    root.dataset.ready = T("yes");
  }, () => root.append(el("p", { role: "alert" }, T("The data inside this file are damaged; ask for it again. The pages below are complete."))));
})();
