"use strict";
(() => {
  // The table: rows that hold every word of the filter.
  const filter = document.getElementById("filter");
  const rows = [...document.querySelectorAll("#clusters tbody tr")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const shown = document.getElementById("shown");
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, at) => {
      row.hidden = !words.every((word) => texts[at].includes(word));
      count += row.hidden ? 0 : 1;
    });
    shown.textContent = `${count} of ${rows.length}`;
  });

  // Addresses as numbers and back; those of IPv6 need more digits than a number has.
  const parse = (text) => {
    if (!text.includes(":")) {
      const parts = text.split(".");
      if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || part > 255)) return null;
      return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
    }
    const halves = text.split("::");
    const words = (half) => (half ? half.split(":") : []);
    const front = words(halves[0]), back = words(halves[1] ?? "");
    if (halves.length > 2 || front.length + back.length > 8) return null;
    const all = [...front, ...Array(8 - front.length - back.length).fill("0"), ...back];
    if (all.some((word) => !/^[0-9a-f]{1,4}$/i.test(word))) return null;
    return all.reduce((sum, word) => sum * 65536n + BigInt(`0x${word}`), 0n);
  };
  const written = (number, isSix) => {
    if (!isSix) return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join(".");
    const words = [];
    for (let shift = 112n; shift >= 0n; shift -= 16n) words.push(((number >> shift) & 65535n).toString(16));
    return words.join(":").replace(/(^|:)0(:0)+(:|$)/, "::");
  };

  // A block: every drawing in it shows the same part of the addresses.
  for (const block of document.querySelectorAll(".block")) {
    const first = BigInt(block.dataset.first), unit = BigInt(block.dataset.unit);
    const span = Number(block.dataset.span), isSix = block.dataset.cidr.includes(":");
    const drawings = [...block.querySelectorAll("svg[data-height]")];
    const ticks = [...block.querySelectorAll(".axis div span")];
    let from = 0, width = span;
    const show = (start, wide) => {
      width = Math.min(span, Math.max(4, wide));
      from = Math.min(span - width, Math.max(0, start));
      for (const each of drawings) each.setAttribute("viewBox", `${from} 0 ${width} ${each.dataset.height}`);
      ticks.forEach((tick, at) => {
        const place = BigInt(Math.round(from + (width * at) / (ticks.length - 1)));
        const last = at === ticks.length - 1 ? 1n : 0n;
        tick.textContent = written(first + place * unit - last, isSix);
      });
    };
    const acts = {
      in: () => show(from + width / 4, width / 2),
      out: () => show(from - width / 2, width * 2),
      left: () => show(from - width / 2, width),
      right: () => show(from + width / 2, width),
      whole: () => show(0, span),
      open: () => block.querySelectorAll("details").forEach((each) => { each.open = true; }),
      close: () => block.querySelectorAll("details").forEach((each) => { each.open = false; }),
    };
    const to = (cidr) => {
      const [text, mask] = cidr.trim().split("/");
      const address = parse(text), bits = isSix ? 128 : 32;
      if (address === null || text.includes(":") !== isSix) return;
      const size = 1n << BigInt(bits - Math.min(bits, mask === undefined ? bits : Number(mask) || 0));
      const start = Number((address - first) / unit), wide = Number(size / unit) || 1;
      if (start >= 0 && start < span) show(start - wide * 0.25, wide * 1.5);
    };
    for (const button of block.querySelectorAll("button[data-act]")) {
      button.addEventListener("click", acts[button.dataset.act]);
    }
    const range = block.querySelector("input");
    range.addEventListener("change", () => to(range.value));
    block.addEventListener("click", (event) => {
      const cidr = event.target.dataset && event.target.dataset.cidr;
      if (event.target.tagName === "path" && cidr) to(cidr);
    });
  }
  for (const tools of document.querySelectorAll(".tools")) tools.hidden = false;
})();
