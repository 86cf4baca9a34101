import { beforeEach, describe, expect, it } from "vitest";
import { Pauses, type PausesOptions } from "../../src/commands/pauses.ts";
import { Gate } from "../../src/gimps/gate.ts";

describe("pauses", () => {
	let gate = new Gate();
	let said: string[] = [];
	let [hour, load, own] = [0, 0, 0];
	let isOnBattery = false;
	let wish = { isForRest: false, rest: () => {}, goOn: () => {} };

	beforeEach(() => {
		isOnBattery = false;
		wish = { isForRest: false, rest: () => void (wish.isForRest = true), goOn: () => void (wish.isForRest = false) };
		gate = new Gate();
		said = [];
		[hour, load, own] = [0, 0, 0];
	});

	function pauses(options: Partial<PausesOptions>): Pauses {
		const facts = { ownLoad: () => own, load: () => load, hour: () => hour, isOnBattery: () => isOnBattery };
		const dependencies = { gate, wish, ...facts, say: (line: string) => void said.push(line) };
		return new Pauses({ hours: null, busyLoad: null, onBattery: false, ...options }, dependencies);
	}

	it.each([
		[{ from: 22, to: 6 }, [22, 23, 0, 1, 2, 3, 4, 5]],
		[{ from: 9, to: 12 }, [9, 10, 11]],
		[{ from: 20, to: 24 }, [20, 21, 22, 23]],
	])("work only within %j", (hours, expected) => {
		const tried = pauses({ hours });
		const open = Array.from({ length: 24 }, (_, i) => i).filter((at) => {
			hour = at;
			tried.look();
			return gate.reason === undefined;
		});
		expect(open.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
	});

	it("rest while others load the machine, not while we do, and say so once", () => {
		const tried = pauses({ busyLoad: 1.5 });
		[load, own] = [4.2, 4];
		tried.look();
		expect(gate.reason).toBeUndefined();
		load = 6;
		tried.look();
		tried.look();
		expect(said).toEqual(["paused and saved: others load the machine with more than 1.5"]);
		[load, own] = [1.4, 0];
		tried.look();
		expect(said.slice(1)).toEqual(["going on"]);
	});

	it("rest on the battery where that is wanted", () => {
		isOnBattery = true;
		pauses({}).look();
		expect(gate.reason).toBeUndefined();
		const tried = pauses({ onBattery: true });
		tried.look();
		expect(gate.reason).toContain("battery");
		isOnBattery = false;
		tried.look();
		expect(gate.reason).toBeUndefined();
	});

	it("hold until a person ends them, whatever the hour", () => {
		const tried = pauses({ hours: { from: 0, to: 24 } });
		tried.toggle();
		expect(gate.reason).toContain("SIGUSR1");
		tried.look();
		expect(gate.reason).toContain("SIGUSR1");
		tried.toggle();
		expect(gate.reason).toBeUndefined();
	});
});
