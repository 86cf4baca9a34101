// The HTTP methods of a node, named once: the node answers them at /METHOD, a dashboard passes them on from /PORT/METHOD.

export const NODE_METHODS = {
	state: "GET",
	message_log: "GET",
	healthz: "GET",
	events: "GET",
	metrics: "GET",
	sleep: "POST",
	wake_up: "POST",
	reset: "POST",
} as const;

export type NodeMethod = keyof typeof NODE_METHODS;

export function isNodeMethod(name: string): name is NodeMethod {
	return Object.hasOwn(NODE_METHODS, name);
}
