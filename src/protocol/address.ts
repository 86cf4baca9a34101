// Addresses of peers as people and messages write them: PORT (on this machine) or HOST:PORT. Pure text, nothing is resolved.

/** Whom a message or a person may send us to dial. */
export interface Address {
	readonly host: string;
	readonly port: number;
}

/**
 * Reads "5001", "node1:5001", "10.0.0.7:5001" or "[::1]:5001"; undefined where it is none of these. The host is in its one
 * canonical form, for 127.1, 2130706433 and 0x7f.1 all name this machine and none may pass for another.
 */
export function parseAddress(text: string): Address | undefined {
	const match = /^(?:([A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\]):)?([0-9]{1,5})$/.exec(text);
	if (match === null) return undefined;
	const [, host = LOOPBACK, digits] = match;
	const port = Number(digits);
	const canonical = URL.parse(`http://${host}/`)?.hostname;
	if (port < 1 || port > 65_535 || canonical === undefined) return undefined;
	return { host: canonical, port };
}

/** The one way in which an address is written here. */
export function formatAddress(address: Address): string {
	return `${address.host}:${address.port}`;
}

/** For canonical hosts, as parseAddress gives them. */
export function isLoopback(host: string): boolean {
	return host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host) || /^(?:.+\.)?localhost$/.test(host);
}

/** Hosts that no stranger may name: "any address", multicast, broadcast, and IPv4 in the clothes of IPv6. For canonical hosts. */
export function isUnusable(host: string): boolean {
	const first = /^(\d{1,3})\.\d+\.\d+\.\d+$/.exec(host)?.[1];
	if (first !== undefined) return Number(first) === 0 || Number(first) >= 224;
	return host === "[::]" || host.startsWith("[ff") || host.startsWith("[::ffff:");
}

export const LOOPBACK = "127.0.0.1";
