import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAddress, isLoopback, isUnusable, parseAddress } from "../../src/protocol/address.ts";

describe("an address", () => {
	it.each([
		["5001", "127.0.0.1:5001"],
		["node1:5001", "node1:5001"],
		["Node_1.example:65535", "node_1.example:65535"],
		["10.0.0.7:1", "10.0.0.7:1"],
		["[::1]:5001", "[::1]:5001"],
		["[0:0:0:0:0:0:0:1]:5001", "[::1]:5001"],
		["127.1:5001", "127.0.0.1:5001"],
		["2130706433:5001", "127.0.0.1:5001"],
		["0x7f.1:5001", "127.0.0.1:5001"],
	])("%s is %s", (text, formatted) => {
		expect(formatAddress(parseAddress(text)!)).toBe(formatted);
	});

	it.each([
		"",
		"0",
		"65536",
		"node1",
		"node1:",
		":5001",
		"::1:5001",
		"-a:1",
		"a-:1",
		"a b:1",
		"1.2.3.4.5:1",
		"[1:2]:1",
		"[::1:1",
		"a:1:2",
		"a@b:1",
		"a/b:1",
	])("%j is none", (text) => {
		expect(parseAddress(text)).toBeUndefined();
	});

	it("never throws, and is written so that it reads the same", () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.webAuthority(),
					fc.ipV4Extended(),
					fc.ipV6().map((ip) => `[${ip}]:5001`),
				),
				(text) => {
					const address = parseAddress(text);
					if (address !== undefined) expect(parseAddress(formatAddress(address))).toEqual(address);
				},
			),
			{ numRuns: 2_000 },
		);
	});

	it.each(["127.0.0.1", "127.9.9.9", "[::1]", "localhost", "a.localhost"])("%s is this machine", (host) => {
		expect(isLoopback(host)).toBe(true);
		expect(isUnusable(host)).toBe(false);
	});

	it.each(["0.0.0.0", "224.0.0.1", "255.255.255.255", "[::]", "[ff02::1]", "[::ffff:7f00:1]"])("%s is no place to dial", (host) => {
		expect(isUnusable(host)).toBe(true);
		expect(isLoopback(host)).toBe(false);
	});

	it.each(["10.0.0.1", "node1", "[2001:db8::1]", "notlocalhost"])("%s is elsewhere", (host) => {
		expect(isLoopback(host) || isUnusable(host)).toBe(false);
	});
});
