import { expect, it } from "vitest";
import { statusTable } from "../../src/commands/status-table.ts";
import type { TestingState } from "../../src/dashboard/contract.ts";
import { IDLE, TwinNode } from "../dashboard/twin-node.ts";

const test = { iteration: 43_000, iterations: 100_000, ms_per_iteration: 1, eta: 57, purpose: "search" } as const satisfies Omit<
	TestingState,
	"exponent"
>;

it("a table tells of each node what it tests and of all what is settled", () => {
	const search = {
		...IDLE,
		frontier: 61_553,
		tests_per_second: 3.2,
		share_done_twice: 0.04,
		records: 9,
		keys: { known: 2, stranger: 1, wrong: 0, forked: 1 },
	};
	const stranger = { key: "abcdefgh", pages: 1, records: 2, state: "stranger", confirmed: 2, confirmed_needed: 5 } as const;
	const gaps = [{ from: 61_568, below: 61_576, is_held: true }];
	const testing = [
		{ ...test, exponent: 61_603 },
		{ ...test, exponent: 61_609, purpose: "check" as const },
	];
	const one = new TwinNode(5_001, {
		name: "Euclid\u001b[31m",
		biggest_prime: 44_497,
		search: { ...search, standing: [stranger], gaps, testing },
	});
	const two = new TwinNode(5_002, { awake: false, search: { ...search, frontier: null, records: 0 } });
	const lines = statusTable([one.state(), two.state()], Number.POSITIVE_INFINITY).split("\n");
	expect(lines[0]).toMatch(/^node +name +state +largest +frontier +testing +done +to go +tests\/s +twice +peers +keys$/);
	expect(lines[1]).toMatch(
		/^5001 +Euclid\?\[31m +awake +M44497 +61553 +M61603 \+1 +43 % +57 s +3\.2 +4 % +0 +2 known, 1 stranger \(2 of 5\), 1 forked$/,
	);
	expect(lines[2]).toMatch(/^5002 +node 5002 +asleep +M2 +all settled +nothing /);
	expect(lines).toContain("gaps     61568 to 61575 (being tested)");
	const narrow = statusTable([one.state(), two.state()], 80).split("\n");
	expect(narrow[0]).toMatch(/^node +name +state +largest +frontier +testing +done +to go +peers$/);
	expect(narrow.slice(0, 3).filter((line) => line.length > 80)).toEqual([]);
});
