import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Book } from "../../src/protocol/book.ts";
import {
	DIALLED_LINKS,
	LEARNED_ADDRESSES,
	LEARNED_FAILURES,
	LEARNED_PAUSE_MS,
	REDIAL_MOST_MS,
	UNVERIFIED_DIALS_EACH_MINUTE,
} from "../../src/protocol/limits.ts";

const nobody = (): boolean => false;

function book(random = 0.999): Book {
	return new Book({ random: () => random });
}

/** Dials and fails until the given time; when it dialled. */
function failUntil(tried: Book, address: string, from: number, until: number): number[] {
	const dials: number[] = [];
	for (let now = from; now <= until; now = Math.max(now + 1, Math.ceil(tried.nextDueAt()))) {
		if (!tried.due(now, nobody).includes(address)) continue;
		dials.push(now);
		tried.lost(now + 1, address);
	}
	return dials;
}

describe("the address book", () => {
	it("dials a configured address for ever, at most 30 s apart", () => {
		const configured = book();
		configured.configure(0, "a:1");
		configured.configure(5, "a:1");
		const dials = failUntil(configured, "a:1", 0, 7_200_000);
		expect(dials.length).toBeGreaterThan(230);
		for (const [index, at] of dials.entries()) if (index > 0) expect(at - dials[index - 1]!).toBeLessThanOrEqual(REDIAL_MOST_MS + 2);
	});

	it("gives up a learned address that never answers after some tries, until there is a sign of life or ten minutes passed", () => {
		const learned = book();
		learned.learn(0, "a:1", 7, false);
		expect(failUntil(learned, "a:1", 0, LEARNED_PAUSE_MS - 1)).toHaveLength(LEARNED_FAILURES);
		const now = 300_000;
		learned.learn(now, "a:1", 7, false);
		expect(learned.nextDueAt()).toBe(now);
		expect(learned.due(now, nobody)).toEqual(["a:1"]);
		learned.lost(now, "a:1");
		for (let failure = 1; failure < LEARNED_FAILURES; failure++) learned.lost(now, "a:1");
		// Signs of life by the hundred are one.
		for (let sign = 0; sign < 100; sign++) learned.learn(now + sign, "a:1", 7, false);
		expect(learned.nextDueAt()).toBe(now + REDIAL_MOST_MS);
	});

	it("tries one that was linked for ten minutes, as often as its absence is short, and then now and then", () => {
		const known = book();
		known.learn(0, "a:1", 7, true);
		const dials = failUntil(known, "a:1", 0, 3 * LEARNED_PAUSE_MS);
		const early = dials.filter((at) => at < LEARNED_PAUSE_MS);
		expect(early.length).toBeGreaterThan(30);
		expect(dials.length - early.length).toBeLessThanOrEqual(3);
	});

	it("counts an absence from the end of a link that lasted", () => {
		const stable = book();
		stable.configure(0, "a:1");
		stable.due(0, nobody);
		stable.opened(10, "a:1");
		stable.answered("a:1", 7);
		stable.lost(1_000_000, "a:1");
		expect(stable.nextDueAt()).toBeLessThanOrEqual(1_001_000);
		stable.due(1_001_000, nobody);
		stable.opened(1_001_000, "a:1");
		stable.lost(1_001_001, "a:1");
		expect(stable.nextDueAt()).toBeLessThanOrEqual(1_002_001);
	});

	it("counts it from the latest link whoever dialled that", () => {
		const dialled = book();
		dialled.learn(0, "a:1", 7, true);
		for (let now = 0; now <= 3_600_000; now += 1_000) expect(dialled.due(now, (id) => id === 7)).toEqual([]);
		expect(dialled.due(3_601_000, nobody)).toEqual(["a:1"]);
		dialled.lost(3_601_000, "a:1");
		expect(dialled.nextDueAt()).toBeLessThanOrEqual(3_602_000);
	});

	it("dials one address of a node at a time", () => {
		const twoNames = book();
		twoNames.configure(0, "a:1");
		twoNames.configure(0, "b:1");
		expect(twoNames.due(0, nobody)).toEqual(["a:1", "b:1"]);
		twoNames.answered("a:1", 7);
		twoNames.answered("b:1", 7);
		twoNames.lost(1, "a:1");
		twoNames.lost(1, "b:1");
		expect(twoNames.due(2_000, nobody)).toHaveLength(1);
		expect(twoNames.due(3_000, nobody)).toEqual([]);
	});

	it("dials only so many strangers in a minute, and the operator's addresses first and always", () => {
		const crowded = book();
		for (let port = 1; port <= 100; port++) crowded.learn(0, `a:${port}`, port, false);
		for (let port = 1; port <= 40; port++) crowded.configure(0, `b:${port}`);
		const dialled = crowded.due(0, nobody);
		expect(dialled.slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, index) => `b:${index + 1}`));
		expect(dialled).toHaveLength(40);
		const strangers = book();
		for (let port = 1; port <= 100; port++) strangers.learn(0, `a:${port}`, port, false);
		let tried = strangers.due(0, nobody);
		expect(tried).toHaveLength(DIALLED_LINKS);
		const everTried = new Set(tried);
		for (let now = 1; now < 60_000; now += 500) {
			for (const address of tried) strangers.lost(now, address);
			tried = strangers.due(now, nobody);
			for (const address of tried) everTried.add(address);
		}
		expect(everTried.size).toBe(UNVERIFIED_DIALS_EACH_MINUTE);
		for (const address of strangers.due(60_000, nobody)) everTried.add(address);
		expect(everTried.size).toBeGreaterThan(UNVERIFIED_DIALS_EACH_MINUTE);
	});

	it("keeps who answered when it is full, and takes nobody when all are in use", () => {
		const full = book();
		full.learn(0, "good:1", 1, false);
		full.due(0, nobody);
		full.opened(0, "good:1");
		full.answered("good:1", 1);
		full.lost(1, "good:1");
		for (let port = 1; port <= LEARNED_ADDRESSES + 50; port++) full.learn(2, `bad:${port}`, 1_000 + port, false);
		expect(full.size).toBe(LEARNED_ADDRESSES);
		full.answered("good:1", 2);
		expect(full.due(100_000, (id) => id !== 2)).toEqual(["good:1"]);
		const busy = book();
		for (let port = 1; port <= LEARNED_ADDRESSES; port++) {
			busy.learn(port * 60_000, `a:${port}`, port, true);
			for (const address of busy.due(port * 60_000, nobody)) busy.opened(0, address);
		}
		for (let port = 1; port <= LEARNED_ADDRESSES; port++) busy.opened(0, `a:${port}`);
		busy.learn(1e9, "late:1", 9_999, false);
		expect(busy.size).toBe(LEARNED_ADDRESSES);
		expect(busy.nextDueAt()).toBe(Number.POSITIVE_INFINITY);
	});

	it("takes the word of who answered for who lives there, not a stranger's", () => {
		const named = book();
		named.configure(0, "a:1");
		named.learn(0, "a:1", 9, false);
		named.answered("a:1", 7);
		named.learn(0, "a:1", 9, false);
		expect(named.due(0, (id) => id === 7)).toEqual([]);
	});

	it("ignores what it does not know, and forgets", () => {
		const empty = book();
		empty.opened(0, "a:1");
		empty.answered("a:1", 7);
		empty.lost(0, "a:1");
		expect(empty.size).toBe(0);
		empty.configure(0, "a:1");
		empty.configure(0, "b:1");
		empty.forget("b:1");
		expect(empty.due(0, nobody)).toEqual(["a:1"]);
		empty.learn(0, "c:1", 3, false);
		empty.clear();
		expect(empty.size).toBe(1);
		empty.lost(0, "a:1");
		empty.clear();
		expect(empty.size).toBe(0);
	});

	it("is never due again at once", () => {
		const act = fc.record({ port: fc.nat(5), kind: fc.constantFrom("learn", "opened", "answered", "lost", "due"), pass: fc.nat(5_000) });
		fc.assert(
			fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
				const tried = book();
				tried.configure(0, "a:0");
				let now = 0;
				for (const { port, kind, pass } of acts) {
					now += pass;
					const address = `a:${port}`;
					if (kind === "learn") tried.learn(now, address, port, false);
					else if (kind === "opened") tried.opened(now, address);
					else if (kind === "answered") tried.answered(address, port);
					else if (kind === "lost") tried.lost(now, address);
					else {
						tried.due(now, (id) => id % 2 === 0);
						expect(tried.nextDueAt()).toBeGreaterThan(now);
					}
				}
			}),
		);
	});
});
