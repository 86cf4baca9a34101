// Why a node could not start, as data: `run` words it by its own options, a cluster, which hears it from its child, by the cluster's.
import type { NodeConfig } from "../config.ts";
import { LedgerError } from "../ledger/ledger.ts";

export type StartFailure =
	| { readonly code: "port-in-use" | "port-forbidden"; readonly side: Side; readonly port: number }
	| { readonly code: "no-such-host"; readonly side: Side; readonly host: string }
	| { readonly code: "data-folder"; readonly path: string; readonly reason: string }
	| { readonly code: "ledger"; readonly message: string }
	| { readonly code: "other"; readonly message: string };

/** Where the node listens for its peers, and for HTTP. */
type Side = "peers" | "http";

/** What a node tells who started it over an IPC channel. */
export type StartReport = { readonly type: "ready" } | { readonly type: "failed"; readonly failure: StartFailure };

/** ... and later, while the cluster holds its messages: how many. */
export interface HeldReport {
	readonly type: "held";
	readonly count: number;
}

/** What a person can do about each. */
export interface Remedies {
	readonly port: Readonly<Record<Side, string>>;
	readonly host: Readonly<Record<Side, string>>;
	readonly dataFolder: string;
}

/** Throws the error again where it is no failure of the system: then it is ours, and keeps its stack. */
export function startFailure(error: NodeJS.ErrnoException, config: NodeConfig): StartFailure {
	if (error instanceof LedgerError) return { code: "ledger", message: error.message };
	const { code, syscall, path } = error;
	if (code === undefined || syscall === undefined) throw error;
	if (syscall === "listen" || syscall === "bind") {
		const port = "port" in error ? Number(error.port) : config.port;
		const side = port === config.port ? "peers" : "http";
		const host = side === "http" ? config["http-host"] : config.host;
		if (code === "EADDRINUSE") return { code: "port-in-use", side, port };
		if (code === "EACCES") return { code: "port-forbidden", side, port };
		if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return { code: "no-such-host", side, host };
	}
	if (syscall === "getaddrinfo") {
		const host = "hostname" in error ? String(error.hostname) : config.host;
		return { code: "no-such-host", side: host === config.host ? "peers" : "http", host };
	}
	if (path !== undefined) return { code: "data-folder", path, reason: code };
	return { code: "other", message: error.message };
}

/** One line that says what failed and how to mend it. */
export function explain(failure: StartFailure, remedies: Remedies): string {
	if (failure.code === "other") return failure.message;
	if (failure.code === "ledger") return `${failure.message}: ${remedies.dataFolder}`;
	if (failure.code === "data-folder") return `cannot write to the data folder ${failure.path} (${failure.reason}): ${remedies.dataFolder}`;
	if (failure.code === "no-such-host") return `this machine has no address ${failure.host}: ${remedies.host[failure.side]}`;
	const remedy = remedies.port[failure.side];
	if (failure.code === "port-in-use") return `port ${failure.port} is in use: stop what listens there, or ${remedy}`;
	return `port ${failure.port} may not be opened by this user: ${remedy}, from 1024 up`;
}
