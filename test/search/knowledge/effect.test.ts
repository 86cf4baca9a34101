import { describe, expect, it } from "vitest";
import { type Effect, SAME } from "../../../src/search/knowledge/effect.ts";
import { Knowledge } from "../../../src/search/knowledge/knowledge.ts";
import type { Record } from "../../../src/search/record.ts";

const P = 9_689;
const RIGHT = "AAAAAAAAAAAAAAAA";
const WRONG = "BBBBBBBBBBBBBBBB";
const OTHER = "CCCCCCCCCCCCCCCC";
/** For LL; of a PRP residue it says nothing. */
const ZERO = "0000000000000000";
const FACTOR: Record = { kind: "factor", exponent: P, factor: "1234567" };

function ll(res64: string, shift = 0): Record {
	return { kind: "LL", exponent: P, res64, shift };
}
function prp(res64: string): Record {
	return { kind: "PRP", exponent: P, res64, shift: 0 };
}

/** Keys 1 to 5 count, 6 and more do not. Gives what the last record meant. */
function after(...said: readonly (readonly [key: number, record: Record])[]): { readonly effect: Effect; readonly state: string } {
	const known = new Knowledge({});
	for (let key = 1; key <= 5; key++) known.setCounts(key, true);
	let effect = SAME;
	for (const [key, record] of said) effect = known.add(key, record);
	return { effect, state: known.state(P) };
}

const none = { agrees: [], contradicts: [], losers: [] };

describe("a new record", () => {
	it("is the first, and settles only if its key counts", () => {
		expect(after([1, ll(RIGHT)])).toEqual({ state: "tested", effect: { type: "first", ...none } });
		expect(after([6, ll(RIGHT)])).toEqual({ state: "open", effect: { type: "first", ...none } });
		expect(after([1, ll(ZERO)])).toEqual({ state: "prime", effect: { type: "first", ...none } });
		expect(after([1, prp(ZERO)]).state).toBe("tested");
		expect(after([1, FACTOR])).toEqual({ state: "factored", effect: { type: "first", ...none } });
	});

	it("is the same when its key says it again, with whatever shift", () => {
		expect(after([1, ll(RIGHT)], [1, ll(RIGHT, 5)])).toEqual({ state: "tested", effect: { type: "same", ...none } });
	});

	it("agrees with others, also with those that do not count yet", () => {
		expect(after([1, ll(RIGHT)], [2, ll(RIGHT)])).toEqual({ state: "double-checked", effect: { ...none, type: "compared", agrees: [1] } });
		expect(after([6, ll(RIGHT)], [2, ll(RIGHT)])).toEqual({ state: "tested", effect: { ...none, type: "compared", agrees: [6] } });
	});

	it("contradicts, and the exponent is disputed until two agree; then the other has lost", () => {
		expect(after([1, ll(RIGHT)], [2, ll(WRONG)])).toEqual({ state: "disputed", effect: { ...none, type: "compared", contradicts: [1] } });
		expect(after([1, ll(RIGHT)], [2, ll(WRONG)], [3, ll(RIGHT)])).toEqual({
			state: "double-checked",
			effect: { type: "compared", agrees: [1], contradicts: [2], losers: [2] },
		});
	});

	it("names a loser once, and one that does not count too", () => {
		const disputed = [
			[1, ll(RIGHT)],
			[2, ll(WRONG)],
			[3, ll(RIGHT)],
		] as const;
		expect(after(...disputed, [4, ll(RIGHT)]).effect.losers).toEqual([]);
		expect(after(...disputed, [6, ll(OTHER)]).effect.losers).toEqual([6]);
	});

	it("stays disputed where two stand against two, until a third joins", () => {
		const tie = [
			[1, ll(RIGHT)],
			[2, ll(WRONG)],
			[3, ll(RIGHT)],
			[4, ll(WRONG)],
		] as const;
		expect(after(...tie).state).toBe("disputed");
		expect(after(...tie, [5, ll(RIGHT)])).toMatchObject({ state: "double-checked", effect: { losers: [2, 4] } });
	});

	it("of one key alone double-checks nothing", () => {
		expect(after([1, ll(RIGHT)], [1, ll(WRONG)]).state).toBe("disputed");
		expect(after([1, ll(RIGHT)], [1, prp(RIGHT)]).state).toBe("tested");
	});

	it("of another kind is compared only in whether it says prime", () => {
		expect(after([1, ll(RIGHT)], [2, prp(RIGHT)])).toEqual({ state: "tested", effect: { type: "first", ...none } });
		expect(after([1, ll(ZERO)], [2, prp(RIGHT)])).toMatchObject({ state: "disputed", effect: { contradicts: [1], losers: [] } });
		expect(after([1, ll(ZERO)], [2, prp(RIGHT)], [3, prp(RIGHT)])).toMatchObject({ state: "double-checked", effect: { losers: [1] } });
	});

	it("means nothing more once there is a factor, save that a prime was a lie", () => {
		expect(after([1, FACTOR], [2, ll(RIGHT)])).toEqual({ state: "factored", effect: { type: "idle", ...none } });
		expect(after([1, FACTOR], [2, FACTOR]).effect.type).toBe("idle");
		expect(after([1, ll(ZERO)], [2, FACTOR])).toMatchObject({ state: "factored", effect: { contradicts: [1], losers: [1] } });
		expect(after([1, FACTOR], [2, ll(ZERO)])).toMatchObject({ state: "factored", effect: { type: "idle", losers: [2] } });
	});

	it("of what is no candidate is idle and changes nothing", () => {
		const known = new Knowledge({});
		known.setCounts(1, true);
		expect(known.add(1, { kind: "LL", exponent: 9_687, res64: RIGHT, shift: 0 }).type).toBe("idle");
		expect(known.state(9_687)).toBe("none");
	});

	it("waits for its key to count, and may then decide a dispute", () => {
		const known = new Knowledge({});
		known.setCounts(1, true);
		known.setCounts(2, true);
		known.add(1, ll(RIGHT));
		known.add(2, ll(WRONG));
		known.add(6, ll(RIGHT));
		expect(known.state(P)).toBe("disputed");
		expect(known.setCounts(6, true)).toEqual([2]);
		expect(known.state(P)).toBe("double-checked");
		expect(known.setCounts(2, false)).toEqual([2]);
	});

	it("of a key that says ever more things of one exponent takes no more room", () => {
		const known = new Knowledge({});
		for (let time = 0; time < 1_000; time++) known.add(1, ll(String(time).padStart(16, "0")));
		expect(known.size.records).toBe(2);
		expect(known.records(P).map(({ res64 }) => res64)).toEqual(["0000000000000000", "0000000000000001"]);
	});
});
