// Fills the page with what /stats.json returns, every second.
"use strict";

const byId = (id) => document.getElementById(id);
const show = (id, text) => { byId(id).textContent = text; };
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

let rates = { unique: [], duplicates: [], span: 600 };
let cursor = -1; // the sample that is read out; -1: none
let seen = null; // when the server last answered

function bytes(count) {
	let unit = 0;
	for (; count >= 1000 && unit < 4; unit++) count /= 1000;
	return `${count.toFixed(unit && count < 100 ? 1 : 0)} ${["B", "kB", "MB", "GB", "TB"][unit]}`;
}

function duration(seconds) {
	if (seconds < 0.0995) return `${(seconds * 1000).toFixed(seconds < 0.00995 ? 1 : 0)} ms`;
	if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
	const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
	if (days) return `${days} d ${hours % 24} h`;
	return hours ? `${hours} h ${minutes % 60} min` : `${minutes} min ${Math.floor(seconds % 60)} s`;
}

// The parts of a text that may be broken after each slash.
function breakable(text) {
	return text.split(/(?<=[/\\])/).flatMap((part) => [part, document.createElement("wbr")]);
}

function fill(id, value, limit) {
	show(id, `${value} of ${limit}`);
	byId(id + "-bar").style.setProperty("--filled", value / (limit || 1));
}

function table(settings) {
	byId("settings").replaceChildren(...settings.flatMap(({ flag, value }) => {
		const [name, text] = ["dt", "dd"].map((tag) => document.createElement(tag));
		for (const [cell, content] of [[name, flag], [text, value || "–"]]) {
			cell.appendChild(document.createElement("code")).append(...breakable(content));
		}
		return [name, text];
	}));
}

// The next 1, 2 or 5 times a power of ten, which the halves of divide well.
function ceiling(value) {
	const power = 10 ** Math.floor(Math.log10(Math.max(value, 10)));
	return power * [1, 2, 5, 10].find((step) => step * power >= value);
}

// The outline of the area between two series, newest sample at the right edge.
function area(upper, lower, scale) {
	const left = rates.span - upper.length;
	const point = (value, i) => `${left + i} ${(100 - value * scale).toFixed(2)}`;
	// Every sample is a second wide, so that a single one can be seen.
	const steps = (values) => values.flatMap((value, i) => [point(value, i), point(value, i + 1)]);
	return upper.length ? `M${[...steps(upper), ...steps(lower).reverse()].join("L")}Z` : "";
}

function draw() {
	const { unique, duplicates } = rates;
	const sum = unique.map((value, i) => value + duplicates[i]);
	const top = ceiling(Math.max(...sum, 1));
	byId("area-unique").setAttribute("d", area(unique, unique.map(() => 0), 100 / top));
	byId("area-duplicates").setAttribute("d", area(sum, unique, 100 / top));
	show("top", short.format(top));
	show("half", short.format(top / 2));
	read();
}

// Reads out the sample under the cursor.
function read() {
	const { unique, duplicates, span } = rates;
	const line = byId("cursor"), ago = span - 1 - cursor, i = unique.length - 1 - ago;
	line.setAttribute("visibility", cursor < 0 ? "hidden" : "visible");
	if (cursor < 0) return show("reading", "");
	line.setAttribute("x1", cursor + 0.5);
	line.setAttribute("x2", cursor + 0.5);
	const figures = i < 0 ? "no figures yet" : `${whole.format(unique[i])} unique, ${whole.format(duplicates[i])} duplicates a second`;
	show("reading", `${ago ? duration(ago) + " ago" : "now"}: ${figures}`);
}

function render(stats) {
	rates = stats.rates;
	const unique = rates.unique.at(-1) ?? 0, duplicates = rates.duplicates.at(-1) ?? 0;
	show("rate", whole.format(unique + duplicates));
	show("rate-unique", whole.format(unique));
	show("rate-duplicates", whole.format(duplicates));
	show("unique", whole.format(stats.unique));
	show("duplicates", whole.format(stats.duplicates));
	show("received", bytes(stats.received));
	show("rejected", whole.format(stats.rejected));
	fill("connected", stats.clients.connected, stats.clients.limit);
	show("waiting", stats.clients.waiting < 0 ? "unknown" : whole.format(stats.clients.waiting));
	byId("path").replaceChildren(...breakable(stats.log.path));
	show("size", bytes(stats.log.size));
	show("sync", stats.log.syncs ? `${duration(stats.log.syncAge)} ago` : "none yet");
	show("sync-took", stats.log.syncs ? duration(stats.log.syncTook) : "–");
	show("started", new Date(stats.started).toLocaleString("en", { dateStyle: "medium", timeStyle: "short", hour12: false }));
	show("uptime", duration(stats.uptime));
	show("memory", bytes(stats.memory));
	for (const { to, length, capacity } of stats.queues) fill("queue-" + to, length, capacity);
	table(stats.settings);
	show("addr", stats.addr);
	show("version", stats.version);
	document.title = `${short.format(unique + duplicates)} lines/s · numberserver`;
	draw();
}

function state(name, text) {
	document.body.dataset.state = name;
	if (byId("state").textContent !== text) show("state", text);
	if (name !== "serving") document.title = `${name} · numberserver`;
}

async function refresh() {
	try {
		const response = await fetch("stats.json", { signal: AbortSignal.timeout(3000) });
		const stats = await response.json();
		seen = new Date();
		render(stats);
		state(stats.stopping ? "stopping" : "serving", stats.stopping ? "stopping" : "serving");
	} catch {
		state("gone", seen ? `gone: no answer since ${seen.toLocaleTimeString("en", { hour12: false })}` : "gone: no answer");
	}
	setTimeout(refresh, 1000);
}

function move(to) {
	cursor = Math.min(Math.max(to, 0), rates.span - 1);
	read();
}

const plot = byId("plot");
plot.addEventListener("pointermove", (event) => {
	const box = plot.getBoundingClientRect();
	move(Math.floor((event.clientX - box.left) / box.width * rates.span));
});
for (const leave of ["pointerleave", "blur"]) plot.addEventListener(leave, () => { cursor = -1; read(); });
plot.addEventListener("keydown", (event) => {
	const from = cursor < 0 ? rates.span : cursor;
	const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -60, PageDown: 60, Home: -rates.span, End: rates.span }[event.key];
	if (!step) return;
	event.preventDefault();
	move(from + step);
});

refresh();
