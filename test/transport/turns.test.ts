import { describe, expect, it } from "vitest";
import { type Reader, Turns } from "../../src/transport/turns.ts";

class Lines implements Reader {
	read = 0;
	log: string[] = [];
	readonly #left: () => boolean;

	constructor(left: () => boolean) {
		this.#left = left;
	}

	readLine(): boolean {
		if (!this.#left()) return false;
		this.read++;
		return true;
	}

	pause(): void {
		this.log.push("pause");
	}

	resume(): void {
		this.log.push("resume");
	}
}

function counted(lines: number): Lines {
	let left = lines;
	return new Lines(() => left-- > 0);
}

function nextTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}

describe("turns", () => {
	it("read a little at once, without a pause", () => {
		const turns = new Turns();
		const few = counted(100);
		turns.offer(few);
		expect(few.read).toBe(100);
		expect(few.log).toEqual([]);
		turns.close();
	});

	it("let others and the rest of the loop have their share beside one who never stops", async () => {
		const turns = new Turns();
		let flooding = true;
		const flood = new Lines(() => flooding);
		turns.offer(flood);
		expect(flood.log).toEqual(["pause"]);
		const few = counted(1_000);
		turns.offer(few);
		while (few.read < 1_000 || few.log.length < 2) await nextTurn();
		expect(few.log).toEqual(["pause", "resume"]);
		expect(flood.log).toEqual(["pause"]);
		flooding = false;
		while (flood.log.length < 2) await nextTurn();
		expect(flood.log).toEqual(["pause", "resume"]);
		turns.close();
	});

	it("give no turn to one who has gone, even in its own turn", async () => {
		const turns = new Turns();
		let gone = 0;
		const flood: Lines = new Lines(() => gone < 2);
		turns.offer(flood);
		const leaver: Reader = {
			readLine: () => {
				gone++;
				turns.remove(leaver);
				return gone < 2;
			},
			pause: () => {},
			resume: () => {
				throw new Error("it has gone");
			},
		};
		turns.offer(leaver);
		while (flood.log.length < 2) await nextTurn();
		expect(gone).toBe(2);
		turns.close();
	});
});
