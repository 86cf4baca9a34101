import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAddress, isLoopback, isUnusable, parseAddress, parseHost, sourceOf } from "../src/address.ts";

describe("an address", () => {
	it.each([
		["5001", "127.0.0.1:5001"],
		["node1:5001", "node1:5001"],
		["Node_1.example:65535", "node_1.example:65535"],
		["10.0.0.7:1", "10.0.0.7:1"],
		["[::1]:5001", "[::1]:5001"],
		["[0:0:0:0:0:0:0:1]:5001", "[::1]:5001"],
		["[::FFFF:10.0.0.7]:5001", "10.0.0.7:5001"],
		["[fe80::1%eth0]:5001", "[fe80::1%eth0]:5001"],
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
		"a:0",
		"a:65536",
		"a:+1",
		"a:1e3",
		"a:1\n",
		"::1",
		"::1:5001",
		"[::1]",
		"[]:1",
		"[node1]:1",
		"[10.0.0.7]:1",
		"[::1%]:1",
		"[::1%a b]:1",
		"[[::1]]:1",
		"-a:1",
		"a-:1",
		"a b:1",
		"a%b:1",
		"1.2.3.4.5:1",
		"1.2.3.256:1",
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
					fc.ipV4Extended().map((ip) => `${ip}:5001`),
					fc.ipV6().map((ip) => `[${ip}]:5001`),
					fc.ipV6().map((ip) => `[${ip}%eth0]:5001`),
				),
				(text) => {
					const address = parseAddress(text);
					if (address !== undefined) expect(parseAddress(formatAddress(address))).toEqual(address);
				},
			),
			{ numRuns: 2_000 },
		);
	});
});

describe("a host", () => {
	it.each([
		["::1", "::1"],
		["[::1]", "::1"],
		["::", "::"],
		["::ffff:127.0.0.1", "127.0.0.1"],
		["::ffff:7f00:1", "127.0.0.1"],
		["[::ffff:0:0]", "0.0.0.0"],
		["FE80::1%eth0", "fe80::1%eth0"],
		["[2001:DB8:0:0::7]", "2001:db8::7"],
		["LocalHost", "localhost"],
		["0.0.0.0", "0.0.0.0"],
	])("%s is %s", (text, host) => {
		expect(parseHost(text)).toBe(host);
		expect(parseHost(host)).toBe(host);
	});

	it.each(["", "a b", "[node1]", "[::1", "::1]", ":", "1:2", "::ffff:1.2.3.4.5", "%eth0", "a:b"])("%j is none", (text) => {
		expect(parseHost(text)).toBeUndefined();
	});

	it.each(["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.1.1.1", "localhost", "a.localhost"])("%s is this machine", (text) => {
		const host = parseHost(text)!;
		expect([isLoopback(host), isUnusable(host)]).toEqual([true, false]);
	});

	it.each(["0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1", "::ffff:0.0.0.0", "fe80::1", "fe80::1%eth0", "fd00::1%eth0"])(
		"%s is no place that a stranger may name",
		(text) => {
			const host = parseHost(text)!;
			expect([isLoopback(host), isUnusable(host)]).toEqual([false, true]);
		},
	);

	it.each(["10.0.0.1", "128.0.0.1", "127::1", "::2", "node1", "ff02.example", "fe80.example", "2001:db8::1", "notlocalhost"])(
		"%s is elsewhere",
		(text) => {
			const host = parseHost(text)!;
			expect([isLoopback(host), isUnusable(host)]).toEqual([false, false]);
		},
	);

	it.each([
		["192.0.2.1", "192.0.2.1"],
		["2001:DB8::1", "2001:db8:0:0::/64"],
		["2001:db8::1%eth0", "2001:db8:0:0::/64"],
		["::2", "0:0:0:0::/64"],
		["1:2:3:4:5:6:7:8", "1:2:3:4::/64"],
		["1:2:3:4:5::", "1:2:3:4::/64"],
		["fd00::1", "fd00::1"],
		["fe80::1%eth0", "fe80::1%eth0"],
	])("%s is counted as %s", (text, source) => {
		expect(sourceOf(parseHost(text)!)).toBe(source);
	});
});
