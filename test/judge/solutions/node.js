// A whole node in JavaScript, as the course asks for it: node node.js PORT PEERS, peers separated by commas.
// Sockets and timers call methods; the search runs in small steps between them, so that the node always answers.
import { connect, createServer } from "node:net";

const seconds = (name, usual) => 1000 * Number(process.env[`GIMPS_NODE_${name}`] ?? usual);
const PING_EVERY = seconds("PING_EVERY", 5);
const EVICT_EVERY = seconds("EVICT_EVERY", 1);
const STALE_AFTER = seconds("STALE_AFTER", 10);
const GENERATE_EVERY = seconds("GENERATE_EVERY", 10);
const CATCH_UP_EVERY = 30_000;
const FIRST_MESSAGE = 10_000;
const JITTER = 2_000;
const REDIAL_LEAST = 1_000;
const REDIAL_MOST = 30_000;
const LINE_BYTES = 65_536;
const LINE_BYTES_FIRST = 4_096;
const STEP_MS = 10;

const id = Number(process.argv[2]);
const utf8 = new TextDecoder("utf-8", { fatal: true });
const links = new Set();
const peers = new Map(); // id: when it was heard
const chosen = new Map(); // id: the link that it is spoken to on
const addresses = new Map(); // "HOST:PORT": how it stands with it
const ended = new Map(); // id: the highest own msg_id of its earlier link
const seen = new Map(); // originator: ids
let counter = 0;
let largest = { p: 2, finder: id, message: null };
const proved = new Set([2]);

// Lines

const isCount = (value, least = 0, most = Number.MAX_SAFE_INTEGER) => Number.isSafeInteger(value) && value >= least && value <= most;

/** A message, or null for a line that is none. */
function parse(bytes) {
	let message;
	try {
		message = JSON.parse(utf8.decode(bytes));
	} catch {
		return null;
	}
	if (typeof message !== "object" || message === null || Array.isArray(message)) return null;
	const { msg_type, msg_id, msg_forwarder, msg_originator, ttl, data, msg_originator_addr } = message;
	if (typeof msg_type !== "string" || !isCount(msg_forwarder)) return null;
	if (!["PING", "PONG", "PRIME"].includes(msg_type)) return { msg_type: "?", msg_forwarder };
	if (!isCount(msg_id) || !isCount(msg_originator) || !isCount(ttl, 0, 64)) return null;
	const known = { msg_type, msg_id, msg_forwarder, msg_originator, ttl, data };
	if (msg_type !== "PRIME") return data === null && msg_originator === msg_forwarder ? known : null;
	if (!isCount(data, 2)) return null;
	if (msg_originator_addr === undefined) return known;
	return typeof msg_originator_addr === "string" && msg_originator_addr.length <= 262 ? { ...known, msg_originator_addr } : null;
}

function read(link, chunk) {
	link.received = Buffer.concat([link.received, chunk]);
	for (let end; links.has(link) && (end = link.received.indexOf(10)) >= 0;) {
		const line = link.received.subarray(0, end);
		link.received = link.received.subarray(end + 1);
		if (line.length > (link.peer === null ? LINE_BYTES_FIRST : LINE_BYTES)) return close(link);
		const message = parse(line);
		if (message !== null) respond(link, message);
	}
	if (link.received.length > LINE_BYTES) close(link);
}

const create = (msg_type, ttl = 0, data = null) => ({ msg_type, msg_id: counter++, msg_forwarder: id, msg_originator: id, ttl, data });
const write = (link, message) => link.socket.write(`${JSON.stringify(message)}\n`);

// Links

function open(socket, address) {
	const link = { socket, address, peer: null, heardAt: Date.now(), lastId: -1, told: null, received: Buffer.alloc(0) };
	links.add(link);
	socket.setNoDelay(true);
	socket.on("data", (chunk) => links.has(link) && read(link, chunk));
	socket.on("error", () => {});
	socket.on("close", () => close(link));
	return link;
}

function close(link) {
	if (!links.delete(link)) return;
	link.socket.destroy();
	if (addresses.has(link.address)) lost(link.address);
	if (link.peer === null) return;
	ended.set(link.peer, link.lastId);
	if (chosen.get(link.peer) !== link) return;
	chosen.delete(link.peer);
	for (const other of linksTo(link.peer)) chosen.set(link.peer, other);
}

const linksTo = (peer) => [...links].filter((link) => link.peer === peer);

function dialDue() {
	for (const [address, state] of addresses) {
		const isBusy = [...links].some((link) => link.address === address) || chosen.has(state.port);
		if (isBusy || Date.now() < state.dueAt) continue;
		const socket = connect({ host: state.host, port: state.port });
		const link = open(socket, address);
		socket.on("connect", () => write(link, create("PING")));
	}
}

function lost(address) {
	const state = addresses.get(address);
	state.lostAt ??= Date.now();
	if (!state.isConfigured && ++state.failures > 4) addresses.delete(address);
	const most = Math.min(Math.max((Date.now() - state.lostAt) / 8, REDIAL_LEAST), REDIAL_MOST);
	state.dueAt = Date.now() + Math.random() * most;
}

function addAddress(host, port, isConfigured) {
	const address = `${host}:${port}`;
	if (port < 1 || port > 65_535 || addresses.has(address)) return;
	addresses.set(address, { host, port, isConfigured, dueAt: 0, lostAt: null, failures: 0 });
}

/** The first message says who is at the other end. */
function bind(link, peer) {
	link.peer = peer;
	const others = linksTo(peer).filter((other) => other !== link);
	const earlier = chosen.get(peer);
	if (others.length > 1) for (const other of others) if (other !== earlier) close(other);
	const dialler = (one) => (one.address === null ? peer : id);
	if (earlier === undefined || dialler(link) <= dialler(earlier)) chosen.set(peer, link);
	const state = addresses.get(link.address);
	if (state !== undefined) Object.assign(state, { lostAt: null, failures: 0 });
}

// The four routines

function respond(link, message) {
	const { msg_type, msg_forwarder: forwarder } = message;
	const isFirst = link.peer === null;
	if (isFirst && forwarder === id) return metMyself(link);
	if (isFirst) {
		noticeRestart(message);
		bind(link, forwarder);
	} else if (forwarder !== link.peer) return;
	heard(link, message);
	if (msg_type === "PRIME") link.told = `${message.data} ${message.msg_originator}`;
	if (msg_type !== "?" && isNew(message)) {
		if (msg_type === "PING") write(link, create("PONG"));
		if (msg_type === "PRIME") prime(link, message);
	}
	if (isFirst && links.has(link)) handOver(link);
}

function metMyself(link) {
	if (link.address === null) {
		link.socket.end(`${JSON.stringify(create("PONG"))}\n`);
		links.delete(link);
		return;
	}
	addresses.delete(link.address);
	close(link);
}

function heard(link, { msg_originator, msg_id }) {
	link.heardAt = Date.now();
	peers.set(link.peer, link.heardAt);
	if (msg_originator === link.peer) link.lastId = Math.max(link.lastId, msg_id);
	if (chosen.get(link.peer) !== link || id > link.peer) return;
	for (const other of linksTo(link.peer)) if (other !== link) close(other);
}

/** A counter begins again only with its node. */
function noticeRestart({ msg_originator, msg_forwarder, msg_id }) {
	if (msg_originator !== msg_forwarder) return;
	if (seen.get(msg_originator)?.has(msg_id) || msg_id <= (ended.get(msg_originator) ?? -1)) seen.delete(msg_originator);
}

function isNew({ msg_originator, msg_id }) {
	if (msg_originator === id) return false;
	if (!seen.has(msg_originator)) seen.set(msg_originator, new Set());
	const ids = seen.get(msg_originator);
	if (ids.has(msg_id)) return false;
	ids.add(msg_id);
	if (ids.size > 8_192) ids.delete(ids.values().next().value);
	return true;
}

function ping() {
	for (const link of chosen.values()) write(link, create("PING"));
}

function evict() {
	const now = Date.now();
	for (const link of links) if (now - link.heardAt > (link.peer === null ? FIRST_MESSAGE : STALE_AFTER)) close(link);
	for (const [peer, heardAt] of peers) if (now - heardAt > STALE_AFTER) peers.delete(peer);
}

// Primes

function prime(link, message) {
	const { data: p, msg_originator: originator, msg_originator_addr: said = `127.0.0.1:${originator}` } = message;
	if (!proved.has(p) && isRefuted(p)) return;
	peers.set(originator, Date.now());
	addAddress(said.slice(0, said.lastIndexOf(":")), Number(said.slice(said.lastIndexOf(":") + 1)), false);
	if (message.ttl > 0)
		for (const [peer, other] of chosen) if (peer !== link.peer && peer !== originator) write(other, copy(message, message.ttl - 1));
	void consider(message);
}

const copy = (message, ttl) => ({ ...message, msg_forwarder: id, ttl });

/** It becomes the largest once it is proved. */
async function consider(message) {
	const { data: p, msg_originator: finder } = message;
	const isNews = () => p > largest.p || (p === largest.p && finder < largest.finder);
	if (!isNews() || (!proved.has(p) && !(await isMersenne(p)))) return;
	proved.add(p);
	if (isNews()) largest = { p, finder, message };
}

function handOver(link) {
	if (largest.message !== null && link.told !== `${largest.p} ${largest.finder}`) write(link, copy(largest.message, 0));
}

function catchUp() {
	const untold = [...chosen.values()].filter((link) => link.told !== `${largest.p} ${largest.finder}`);
	if (untold.length > 0) handOver(untold[Math.floor(Math.random() * untold.length)]);
}

let isSearching = false;

/** On and on until something is found; a larger prime of others moves it up. */
async function generate() {
	if (isSearching) return;
	isSearching = true;
	let p = largest.p + 1;
	while (!(await isMersenne(p))) p = Math.max(p, largest.p) + 1;
	isSearching = false;
	if (p <= largest.p) return;
	const message = create("PRIME", 2, p);
	proved.add(p);
	largest = { p, finder: id, message };
	for (const link of chosen.values()) write(link, message);
}

/** At a glance: p is no prime, or 2^p - 1 has a factor 2kp + 1 with k up to 40. */
function isRefuted(p) {
	for (let d = 2; d * d <= p && d <= 10_000; d++) if (p % d === 0) return true;
	for (let k = 1n; k <= 40n; k++) {
		const q = 2n * k * BigInt(p) + 1n;
		if (p < 64 && q >= 2n ** BigInt(p) - 1n) return false;
		if (powerOfTwo(BigInt(p), q) === 1n) return true;
	}
	return false;
}

function powerOfTwo(exponent, modulus) {
	let [result, square] = [1n, 2n % modulus];
	for (let e = exponent; e > 0n; e >>= 1n) {
		if (e & 1n) result = (result * square) % modulus;
		square = (square * square) % modulus;
	}
	return result;
}

/** Lucas and Lehmer: 2^p - 1 is prime if s ends at 0. Lets others run every few milliseconds. */
async function isMersenne(p) {
	if (p === 2) return true;
	for (let d = 2; d * d <= p; d++) if (p % d === 0) return false;
	const bits = BigInt(p);
	const m = (1n << bits) - 1n;
	let s = 4n;
	let stepEnd = Date.now() + STEP_MS;
	for (let i = 0; i < p - 2; i++) {
		s = s * s - 2n;
		s = (s & m) + (s >> bits);
		s = (s & m) + (s >> bits);
		if (Date.now() < stepEnd) continue;
		await new Promise((resolve) => setImmediate(resolve));
		stepEnd = Date.now() + STEP_MS;
	}
	return s % m === 0n;
}

// The start

for (const peer of (process.argv[3] ?? "").split(",").filter(Boolean)) addAddress("127.0.0.1", Number(peer), true);
createServer((socket) => open(socket, null)).listen(id, "127.0.0.1");
setInterval(dialDue, 100);
for (const [every, routine] of [
	[PING_EVERY, ping],
	[EVICT_EVERY, evict],
	[GENERATE_EVERY, generate],
	[CATCH_UP_EVERY, catchUp],
])
	setTimeout(
		() => {
			void routine();
			setInterval(() => void routine(), every);
		},
		Math.random() * Math.min(JITTER, every),
	);
