// Decides whether a request may be answered at all: against DNS rebinding by its Host, against forgery by its Origin.
// Promises that no page from elsewhere can read this server or change anything through it; never looks at anything else.
import type { MiddlewareHandler } from "hono";
import { isLoopback } from "../address.ts";

export interface GuardOptions {
	/** The address that the server is bound to. */
	readonly host: string;
	/** Further names under which people reach this server; without port. */
	readonly allowedHosts: readonly string[];
}

/** What the guard looks at; absent headers are undefined. */
export interface GuardedRequest {
	readonly method: string;
	readonly host: string | undefined;
	readonly origin: string | undefined;
	readonly fetchSite: string | undefined;
}

/** The reason for which the request is refused, as one line for people, or null where it is welcome. */
export function refusal(request: GuardedRequest, options: GuardOptions): string | null {
	const name = hostName(request.host);
	if (name === null || !isServed(name, options)) {
		return `refused: this server does not answer to the host ${JSON.stringify(request.host ?? "")}`;
	}
	if (request.method === "GET" || request.method === "HEAD") return null;
	if (request.origin !== undefined && originHost(request.origin) !== request.host?.toLowerCase()) {
		return "refused: a page from another origin may not change this node";
	}
	if (request.fetchSite !== undefined && request.fetchSite !== "same-origin" && request.fetchSite !== "none") {
		return "refused: a page from another site may not change this node";
	}
	return null;
}

export function guard(options: GuardOptions): MiddlewareHandler {
	return async (context, next) => {
		const reason = refusal(
			{
				method: context.req.method,
				host: context.req.header("host"),
				origin: context.req.header("origin"),
				fetchSite: context.req.header("sec-fetch-site"),
			},
			options,
		);
		if (reason !== null) return context.text(`${reason}\n`, 403);
		return next();
	};
}

/** On another address than loopback any literal address is welcome too: what a rebinding page has is always a name. */
function isServed(name: string, options: GuardOptions): boolean {
	if (isLoopback(name) || options.allowedHosts.some((allowed) => allowed.toLowerCase() === name)) return true;
	return !isLoopback(options.host.toLowerCase()) && (name === options.host.toLowerCase() || isAddress(name));
}

/** The name in a Host header in lower case, without port and brackets; null where there is none. */
function hostName(host: string | undefined): string | null {
	const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host ?? "");
	return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

function originHost(origin: string): string | null {
	return /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase() ?? null;
}

function isAddress(name: string): boolean {
	return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(name) || name.includes(":");
}
