// Addresses as people and sockets write them. Pure: resolves nothing and opens nothing.
import { isIPv6 } from "node:net";

export interface HostPort {
	readonly host: string;
	readonly port: number;
}

/** HOST:PORT or [IPV6]:PORT; undefined for anything else. */
export function parseAddress(address: string): HostPort | undefined {
	const match = /^(?:\[([^\]]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(address);
	const host = match?.[1] ?? match?.[2];
	const port = Number(match?.[3]);
	if (host === undefined || port < 1 || port > 65_535) return undefined;
	if (match?.[1] !== undefined && !isIPv6(host)) return undefined;
	return { host, port };
}

export function formatAddress(host: string, port: number): string {
	return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The IPv4 address that a socket of both families shows as ::ffff:1.2.3.4. */
export function plainHost(host: string): string {
	return /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(host) ? host.slice(7) : host;
}

export function isLoopback(host: string): boolean {
	const plain = plainHost(host);
	return plain === "::1" || (plain.startsWith("127.") && !isIPv6(plain));
}

/**
 * Who is counted as one: an IPv4 address, or the /64 that one holder of a public IPv6 network has at hand.
 * Neighbours on a private or link-local network share such a /64, so there each address counts for itself.
 */
export function sourceOf(host: string): string {
	const plain = plainHost(host);
	if (!isIPv6(plain) || /^f[cd]|^fe[89ab]/i.test(plain)) return plain;
	const [head = "", tail] = (plain.split("%", 1)[0] ?? "").toLowerCase().split("::");
	const groups = head === "" ? [] : head.split(":");
	const after = tail === undefined || tail === "" ? [] : tail.split(":");
	const filled =
		tail === undefined ? groups : [...groups, ...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill("0"), ...after];
	return `${filled.slice(0, 4).join(":")}::/64`;
}
