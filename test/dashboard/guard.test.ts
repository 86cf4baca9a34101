import { describe, expect, test } from "vitest";
import { refusal } from "../../src/dashboard/guard.ts";

const loopback = { host: "127.0.0.1", allowedHosts: [] };
const open = { host: "0.0.0.0", allowedHosts: ["gimps.example"] };
const get = { method: "GET", origin: undefined, fetchSite: undefined };
const post = { ...get, method: "POST" };

describe("the Host header", () => {
	test.each(["localhost", "localhost:8080", "LOCALHOST:1", "127.0.0.1:8080", "127.8.9.1", "[::1]:8080", "a.localhost"])(
		"%s is us",
		(host) => {
			expect(refusal({ ...get, host }, loopback)).toBeNull();
			expect(refusal({ ...post, host }, loopback)).toBeNull();
		},
	);

	test.each([
		"evil.example",
		"localhost.evil.example",
		"192.0.2.1:80",
		"",
		"localhost:8080@evil.example",
		"127.0.0.1.evil.example",
		"[::2]",
	])("%s is not us on loopback", (host) => {
		expect(refusal({ ...get, host }, loopback)).toContain("does not answer to the host");
		expect(refusal({ ...post, host }, loopback)).toContain("does not answer to the host");
	});

	test("none at all is refused", () => {
		expect(refusal({ ...get, host: undefined }, loopback)).not.toBeNull();
	});

	test("an open server answers to addresses and to the names that were configured, to no other name", () => {
		for (const host of ["192.0.2.1:8080", "[2001:db8::1]:8080", "gimps.example", "GIMPS.example:80"]) {
			expect(refusal({ ...get, host }, open)).toBeNull();
		}
		expect(refusal({ ...get, host: "evil.example" }, open)).not.toBeNull();
	});
});

describe("a request that changes something", () => {
	const host = "localhost:8080";

	test("is welcome from a program, which sends neither Origin nor Sec-Fetch-Site", () => {
		expect(refusal({ ...post, host }, loopback)).toBeNull();
	});

	test("is welcome from our own page", () => {
		expect(refusal({ ...post, host, origin: "http://localhost:8080", fetchSite: "same-origin" }, loopback)).toBeNull();
	});

	test.each(["http://evil.example", "http://localhost:8081", "http://localhost", "null", "file://", ""])("is refused from %j", (origin) => {
		expect(refusal({ ...post, host, origin }, loopback)).toContain("another origin");
	});

	test.each(["cross-site", "same-site", ""])("is refused with Sec-Fetch-Site %j", (fetchSite) => {
		expect(refusal({ ...post, host, fetchSite }, loopback)).toContain("another site");
	});

	test("any method but GET and HEAD counts as such", () => {
		expect(refusal({ method: "DELETE", host, origin: "http://evil.example", fetchSite: undefined }, loopback)).not.toBeNull();
	});
});
