import { describe, expect, it } from "vitest";
import { Gate } from "../../src/transport/gate.ts";

function gate(options: { bannedHostsLimit?: number; loopbackExempt?: boolean } = {}): Gate {
	return new Gate({ inboundPerSecond: 5, bannedHostsLimit: 3, loopbackExempt: true, ...options });
}

function admitted(from: Gate, host: string, times: number, nowMs: number): number {
	return Array.from({ length: times }, () => from.refuses(host, nowMs)).filter((reason) => reason === undefined).length;
}

describe("the gate", () => {
	it("admits five a second from one source, and five more a second later", () => {
		const one = gate();
		expect(admitted(one, "192.0.2.1", 20, 0)).toBe(5);
		expect(admitted(one, "192.0.2.1", 20, 199)).toBe(0);
		expect(admitted(one, "192.0.2.1", 20, 200)).toBe(1);
		expect(admitted(one, "192.0.2.1", 20, 60_000)).toBe(5);
		expect(admitted(one, "192.0.2.2", 20, 60_000)).toBe(5);
		expect(one.refuses("192.0.2.1", 60_000)).toBe("too many connections a second");
	});

	it("counts the addresses of one IPv6 network as one, of a private network each", () => {
		const one = gate();
		expect(admitted(one, "2001:db8:1:2::1", 3, 0) + admitted(one, "2001:db8:1:2:ffff::9", 10, 0)).toBe(5);
		expect(admitted(one, "2001:db8:1:3::1", 10, 0)).toBe(5);
		expect(admitted(one, "fd00::1", 10, 0) + admitted(one, "fd00::2", 10, 0)).toBe(10);
	});

	it("never turns this machine away, unless told to", () => {
		const exempting = gate();
		exempting.ban("127.0.0.1", 1_000);
		for (const host of ["127.0.0.1", "127.9.9.9", "::1"]) expect(admitted(exempting, host, 50, 0)).toBe(50);
		const strict = gate({ loopbackExempt: false });
		strict.ban("127.0.0.1", 1_000);
		expect(strict.refuses("127.0.0.1", 0)).toBe("banned");
	});

	it("ends a ban in time", () => {
		const one = gate();
		one.ban("192.0.2.1", 1_000);
		expect(one.refuses("192.0.2.1", 999)).toBe("banned");
		expect(one.refuses("192.0.2.1", 1_000)).toBeUndefined();
	});

	it("forgets the oldest ban when there are too many", () => {
		const one = gate();
		for (const last of [1, 2, 3, 1, 4]) one.ban(`192.0.2.${last}`, 1_000);
		expect([1, 2, 3, 4].map((last) => one.refuses(`192.0.2.${last}`, 0))).toEqual(["banned", undefined, "banned", "banned"]);
	});
});
