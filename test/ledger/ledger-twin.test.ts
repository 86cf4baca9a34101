// What the twin does beyond the ledger's contract, for the simulator's sake.
import { describe, expect, it } from "vitest";
import { LedgerError } from "../../src/ledger/ledger.ts";
import { JournalMaker } from "./journal-maker.ts";
import { LedgerTwin } from "./ledger-twin.ts";

describe("the ledger's twin", () => {
	it("takes its time, and loses with its process what was not written", async () => {
		const delays: (() => void)[] = [];
		const twin = new LedgerTwin({ delay: () => new Promise((resolve) => delays.push(resolve)) });
		const [first, second] = new JournalMaker().pages(2);
		const kept = twin.keep({ pages: [first!] });
		await expect.poll(() => delays.length).toBe(1);
		let isLate = false;
		void twin.keep({ pages: [second!] }).then(() => (isLate = true));
		delays[0]!();
		await kept;
		await expect.poll(() => delays.length).toBe(2);
		const next = twin.reopen();
		delays[1]!();
		expect(next.remembered.journals).toMatchObject([{ seq: 1 }]);
		await new Promise(setImmediate);
		expect(isLate).toBe(false);
		expect(next.reopen().remembered.journals).toMatchObject([{ seq: 1 }]);
	});

	it("fails while it is told to", async () => {
		const twin = new LedgerTwin();
		const pages = new JournalMaker().pages(1);
		twin.failure = new LedgerError("unusable", "the disk is full");
		await expect(twin.keep({ pages })).rejects.toBe(twin.failure);
		twin.failure = null;
		await twin.keep({ pages });
		expect(twin.reopen().remembered.journals).toMatchObject([{ seq: 1 }]);
	});
});
