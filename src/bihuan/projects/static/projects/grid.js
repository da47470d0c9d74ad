/* Cells copied from a spreadsheet spread over the grid from the cell in which they are pasted. */
(() => {
  "use strict";

  /* A spreadsheet parts cells by tabs and rows by line ends; a cell with a line end in it stands in quotes. */
  const cellsOf = (text) => {
    const rows = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at];
      const row = rows[rows.length - 1];
      const cell = row.length - 1;
      if (quoted && sign === '"' && text[at + 1] === '"') { row[cell] += '"'; at += 1; }
      else if (quoted && sign === '"') quoted = false;
      else if (quoted) row[cell] += sign === "\n" || sign === "\r" ? " " : sign;
      else if (sign === '"' && row[cell] === "") quoted = true;
      else if (sign === "\t") row.push("");
      else if (sign === "\n") rows.push([""]);
      else if (sign !== "\r") row[cell] += sign;
    }
    if (rows.length > 1 && rows[rows.length - 1].join("") === "") rows.pop();
    return rows;
  };

  /* The cells of a row in which a paste goes on: the row's own, or its sources. */
  const boxesOf = (row, sources) => [...row.querySelectorAll(sources ? "details input" : "td > input")];

  const spread = (start, rows) => {
    const sources = Boolean(start.closest("details"));
    const lines = [...start.closest("tbody").rows];
    const first = lines.indexOf(start.closest("tr"));
    const column = boxesOf(lines[first], sources).indexOf(start);
    let count = 0;
    rows.forEach((cells, down) => {
      if (!lines[first + down]) return;
      const boxes = boxesOf(lines[first + down], sources);
      cells.forEach((cell, across) => {
        const box = boxes[column + across];
        if (!box) return;
        box.value = cell.trim();
        if (sources) addUp(box);
        count += 1;
      });
    });
    return count;
  };

  /* The month is the sum of its sources, as soon as one of them is written. */
  const addUp = (box) => {
    const row = box.closest("tr");
    const said = boxesOf(row, true).map((each) => each.value.replaceAll(/[,，\s]/g, "")).filter(Boolean);
    if (!said.length || said.some((text) => !/^[+-]?\d+(\.\d{1,6})?$/.test(text))) return;
    const sum = said.reduce((total, text) => total + Math.round(Number(text) * 1e6), 0);
    boxesOf(row, false)[0].value = String(sum / 1e6);
  };

  document.addEventListener("paste", (event) => {
    const start = event.target.closest("[data-grid] input");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!start || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const slot = document.querySelector("[data-pasted]");
    slot.textContent = slot.dataset.pasted.replace("{n}", String(spread(start, cellsOf(text))));
  });

  document.addEventListener("input", (event) => {
    if (event.target.closest("[data-grid] details")) addUp(event.target);
  });
})();
