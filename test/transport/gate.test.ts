import { describe, expect, it } from "vitest";
import { formatAddress, isLoopback, parseAddress, plainHost, sourceOf } from "../../src/transport/address.ts";
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
		for (const host of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]) expect(admitted(exempting, host, 50, 0)).toBe(50);
		const strict = gate({ loopbackExempt: false });
		strict.ban("127.0.0.1", 1_000);
		expect(strict.refuses("::ffff:127.0.0.1", 0)).toBe("banned");
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

describe("an address", () => {
	it.each([
		["127.0.0.1:5001", { host: "127.0.0.1", port: 5001 }],
		["node1:1", { host: "node1", port: 1 }],
		["[::1]:65535", { host: "::1", port: 65535 }],
	])("%s is one", (text, parsed) => {
		expect(parseAddress(text)).toEqual(parsed);
		expect(formatAddress(parsed.host, parsed.port)).toBe(text);
	});

	it.each(["", "5001", ":5001", "a:", "a:0", "a:65536", "::1:5001", "[node1]:1", "[::1]", "a b:1", "a:1\n", "a:+1", "a:1e3", "[]:1"])(
		"%j is none",
		(text) => expect(parseAddress(text)).toBeUndefined(),
	);

	it("is known by its plain form and its network", () => {
		expect(plainHost("::ffff:192.0.2.1")).toBe("192.0.2.1");
		expect(["127.0.0.1", "::1", "::ffff:127.1.1.1"].every(isLoopback)).toBe(true);
		expect(["128.0.0.1", "127::1", "::2", "10.0.0.1"].some(isLoopback)).toBe(false);
		expect(sourceOf("2001:DB8::1%eth0")).toBe("2001:db8:0:0::/64");
		expect(sourceOf("::")).toBe("0:0:0:0::/64");
		expect(sourceOf("1:2:3:4:5:6:7:8")).toBe("1:2:3:4::/64");
		expect(sourceOf("fe80::1%eth0")).toBe("fe80::1%eth0");
	});
});
