// Fills the page with what /events sends every second.
"use strict";

const byId = (id) => document.getElementById(id);
const show = (id, text) => { byId(id).textContent = text; };
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const clock = (time) => time.toLocaleTimeString("en", { hour12: false });

const narrowest = 60; // seconds that the picture shows at least
const slowSync = 2; // seconds that a sync may take before it is marked, as in the documented alert
const badDataSpan = 300; // seconds for which a connection that sent bad data is marked

let rates = { unique: [], duplicates: [], span: 600 };
let cursor = -1; // the second that is read out, counted from the left; -1: none
let seen = null; // when the last status came
let over = false; // the server has said that it ends
let badData = []; // how many connections had sent bad data, oldest second first

function bytes(count) {
	let unit = 0;
	for (; count >= 1000 && unit < 4; unit++) count /= 1000;
	return `${count.toFixed(unit && count < 100 ? 1 : 0)} ${["B", "kB", "MB", "GB", "TB"][unit]}`;
}

function duration(seconds) {
	if (seconds < 0.0995) return `${(seconds * 1000).toFixed(seconds < 0.00995 ? 1 : 0)} ms`;
	if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
	if (seconds < 59.5) return `${seconds.toFixed(0)} s`;
	const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24);
	if (days) return `${days} d ${hours % 24} h`;
	if (hours) return `${hours} h ${minutes % 60} min`;
	const rest = Math.floor(seconds % 60);
	return rest ? `${minutes} min ${rest} s` : `${minutes} min`;
}

function element(tag, ...content) {
	const node = document.createElement(tag);
	node.append(...content);
	return node;
}

// The parts of a text that may be broken after each slash.
function breakable(text) {
	return text.split(/(?<=[/\\])/).flatMap((part) => [part, element("wbr")]);
}

// Marks what the documentation says to alert on.
function alertIf(id, wrong) { byId(id).classList.toggle("alert", wrong); }

function fill(id, value, limit) {
	show(id, `${value} of ${limit}`);
	byId(id + "-bar").style.setProperty("--filled", value / (limit || 1));
}

function showClients({ connected, limit, waiting }, stopping) {
	show("connected", `${connected.length} of ${limit} slots taken`);
	show("waiting", stopping ? "" : waiting < 0 ? "unknown how many wait" : `${whole.format(waiting)} waiting for a slot`);
	alertIf("waiting", waiting > 0);
	const rows = connected.map(({ addr, age, idle, lines }) =>
		element("tr", ...[addr, duration(age), duration(idle), whole.format(lines)].map((text) => element("td", text))));
	const none = element("td", "none");
	none.colSpan = 4;
	byId("clients").replaceChildren(...(rows.length ? rows : [element("tr", none)]));
}

function showEnded(ended) {
	badData = [...badData, ended["bad data"] ?? 0].slice(-badDataSpan);
	const reasons = Object.entries(ended).filter(([, count]) => count > 0);
	if (!reasons.length) return byId("ended").replaceChildren(element("dt", "none"), element("dd"));
	byId("ended").replaceChildren(...reasons.flatMap(([reason, count]) => {
		const cell = element("dd", whole.format(count));
		cell.classList.toggle("alert", reason === "bad data" && badData.at(-1) > badData[0]);
		return [element("dt", reason), cell];
	}));
}

function showLog({ path, size, syncs, synced, syncAge, syncTook }) {
	byId("path").replaceChildren(...breakable(path));
	show("size", bytes(size));
	show("sync", synced ? "all of it" : syncs ? `up to ${duration(syncAge)} ago` : "nothing yet");
	show("sync-took", syncs ? duration(syncTook) : "–");
	alertIf("sync-took", syncTook > slowSync);
}

function showSettings(settings) {
	byId("settings").replaceChildren(...settings.flatMap(({ flag, value }) =>
		[["dt", flag], ["dd", value || "–"]].map(([tag, text]) => element(tag, element("code", ...breakable(text))))));
}

// The next 1, 2 or 5 times a power of ten, which the halves of divide well.
function ceiling(value) {
	const power = 10 ** Math.floor(Math.log10(Math.max(value, 10)));
	return power * [1, 2, 5, 10].find((step) => step * power >= value);
}

// How many seconds the picture shows.
const width = () => Math.max(rates.unique.length, narrowest);

// The outline of the area between two series, newest sample at the right edge.
function area(upper, lower, scale) {
	const left = width() - upper.length;
	const point = (value, i) => `${left + i} ${(100 - value * scale).toFixed(2)}`;
	// Every sample is a second wide, so that a single one can be seen.
	const steps = (values) => values.flatMap((value, i) => [point(value, i), point(value, i + 1)]);
	return upper.length ? `M${[...steps(upper), ...steps(lower).reverse()].join("L")}Z` : "";
}

function draw() {
	const { unique, duplicates } = rates;
	const sum = unique.map((value, i) => value + duplicates[i]);
	const top = ceiling(Math.max(...sum, 1));
	byId("picture").setAttribute("viewBox", `0 0 ${width()} 100`);
	byId("area-unique").setAttribute("d", area(unique, unique.map(() => 0), 100 / top));
	byId("area-duplicates").setAttribute("d", area(sum, unique, 100 / top));
	show("top", short.format(top));
	show("half", short.format(top / 2));
	show("from", `${duration(width())} ago`);
	read();
}

// Reads out the second under the cursor.
function read() {
	const { unique, duplicates } = rates;
	const line = byId("cursor"), ago = width() - 1 - cursor, i = unique.length - 1 - ago;
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
	showClients(stats.clients, stats.stopping);
	showEnded(stats.ended);
	showLog(stats.log);
	show("started", new Date(stats.started).toLocaleString("en", { dateStyle: "medium", timeStyle: "short", hour12: false }));
	show("uptime", duration(stats.uptime));
	show("memory", bytes(stats.memory));
	for (const { to, length, capacity } of stats.queues) fill("queue-" + to, length, capacity);
	const writer = stats.queues.at(-1);
	alertIf("queue-writer", writer.length === writer.capacity);
	showSettings(stats.settings);
	show("addr", stats.addr);
	show("version", stats.version);
	show("to", "now");
	document.title = `${short.format(unique + duplicates)} lines/s · numberserver`;
	draw();
}

function state(name, text = name) {
	document.body.dataset.state = name;
	if (byId("state").textContent !== text) show("state", text);
	if (name !== "serving") document.title = `${name} · numberserver`;
}

// The figures are no longer those of now.
function end(name, text) {
	state(name, text);
	for (const id of ["rate", "rate-unique", "rate-duplicates"]) show(id, "–");
	show("waiting", "");
	if (seen) show("to", clock(seen));
}

function listen() {
	const events = new EventSource("events");
	events.addEventListener("status", ({ data }) => {
		const stats = JSON.parse(data);
		seen = new Date();
		over = false;
		render(stats);
		state(stats.stopping ? "stopping" : "serving");
	});
	events.addEventListener("ended", ({ data }) => {
		const { clean, error } = JSON.parse(data);
		over = true;
		if (clean) return end("stopped", `stopped cleanly at ${clock(new Date())}`);
		end("failed", `failed at ${clock(new Date())}: ${error}`);
	});
	events.addEventListener("error", () => {
		if (!over) end("gone", seen ? `gone: no answer since ${clock(seen)}` : "gone: no answer");
		events.close();
		setTimeout(listen, 1000); // it may be started again
	});
}

function move(to) {
	cursor = Math.min(Math.max(to, 0), width() - 1);
	read();
}

const plot = byId("plot");
plot.addEventListener("pointermove", (event) => {
	const box = plot.getBoundingClientRect();
	move(Math.floor((event.clientX - box.left) / box.width * width()));
});
for (const leave of ["pointerleave", "blur"]) plot.addEventListener(leave, () => { cursor = -1; read(); });
plot.addEventListener("keydown", (event) => {
	const from = cursor < 0 ? width() : cursor;
	const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -60, PageDown: 60, Home: -Infinity, End: Infinity }[event.key];
	if (!step) return;
	event.preventDefault();
	move(from + step);
});

listen();
