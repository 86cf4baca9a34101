// How long a node takes that is a million records behind, and how long an honest PING waits meanwhile at both ends: npm run bench:catch-up.
// Prints, and asserts nothing. The records are true in form alone; nobody tests here.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { Sieve } from "../../src/search/sieve.ts";
import { JournalMaker, residue } from "../ledger/journal-maker.ts";
import { DaemonProcess } from "./daemon-process.ts";
import { PlainPeer } from "./plain-peer.ts";
import { freePorts } from "./ports.ts";

const JOURNALS = 20;
const RECORDS = 1_000_000;
const [, , recordsEach = "500"] = process.argv;
const PAGES = RECORDS / Number(recordsEach);

/** Asks ten times a second, and keeps how long each answer took. */
class Asker {
	readonly latenciesMs: number[] = [];
	readonly #peer: PlainPeer;
	isOn = true;

	constructor(peer: PlainPeer) {
		this.#peer = peer;
		void this.#ask();
	}

	async #ask(): Promise<void> {
		while (this.isOn) {
			const started = performance.now();
			const before = this.#peer.received.length;
			this.#peer.say("PING");
			while (this.isOn && !this.#peer.received.slice(before).some(({ msg_type }) => msg_type === "PONG")) await sleep(1);
			this.latenciesMs.push(performance.now() - started);
			await sleep(100);
		}
		this.#peer.close();
	}

	get summary(): string {
		const sorted = this.latenciesMs.toSorted((a, b) => a - b);
		const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
		return `${sorted.length} PINGs, median ${at(0.5)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms`;
	}
}

const folder = mkdtempSync(join(tmpdir(), "catch-up-"));
const processes: DaemonProcess[] = [];
try {
	const port = await freePorts(2);
	const full = join(folder, `node-${port}`);
	mkdirSync(full);
	const ledger = await openLedger({ folder: full, onReport: (line) => console.log(line) });
	const primes = new Sieve().primesBetween(5_000, 17_000_000).slice(0, RECORDS);
	for (let journal = 0, at = 0; journal < JOURNALS; journal++) {
		const maker = new JournalMaker();
		const pages = Array.from({ length: PAGES / JOURNALS }, () => maker.page(primes.slice(at, (at += Number(recordsEach))).map(residue)));
		await ledger.keep({ pages }, { durable: false });
	}
	await ledger.close();
	const common = ["--data-dir", folder, "--workers", "0", "--http", "0"];
	const start = (own: number, peers: readonly string[]): Promise<DaemonProcess> => {
		const node = new DaemonProcess(["--port", String(own), ...common, ...peers]);
		processes.push(node);
		return node.listening();
	};
	const started = performance.now();
	await start(port, []);
	console.log(`a start with a million records: ${Math.round(performance.now() - started)} ms to listening`);
	await start(port + 1, ["--peers", String(port)]);
	const begun = performance.now();
	const askers = [new Asker(await PlainPeer.dial(port, 5_998)), new Asker(await PlainPeer.dial(port + 1, 5_999))];
	const database = new DatabaseSync(join(folder, `node-${port + 1}`, "ledger.sqlite"), { readOnly: true });
	const counted = (): number => Number(database.prepare("SELECT count(*) AS pages FROM pages").get()?.["pages"]);
	let taken = 0;
	while (taken < PAGES && performance.now() - begun < 180_000) {
		await sleep(250);
		taken = counted();
	}
	console.log(`${taken} of ${PAGES} pages of ${recordsEach} records after ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
	for (const asker of askers) asker.isOn = false;
	await sleep(200);
	database.close();
	console.log(`who gives: ${askers[0]?.summary}\nwho takes: ${askers[1]?.summary}`);
} finally {
	for (const node of processes) await node.end("SIGTERM");
	rmSync(folder, { recursive: true });
}
