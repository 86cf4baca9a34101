// A node's public key, short, with a way to copy the whole.
import { useState } from "preact/hooks";
import { copy } from "../copy.ts";
import type { ShownState } from "../model/node-state.ts";

const CHARACTERS = 8;
const COPIED_SHOWN_MS = 2_000;

export function KeyLine({ state }: { readonly state: ShownState }) {
	const [isCopied, setIsCopied] = useState(false);
	if (state.key === "") return null;
	const onCopy = async () => {
		setIsCopied(await copy(state.key));
		setTimeout(() => setIsCopied(false), COPIED_SHOWN_MS);
	};
	return (
		<p class="own-key">
			key <code title={state.key}>{state.key.slice(0, CHARACTERS)}</code>
			<button
				type="button"
				class="small"
				onClick={() => void onCopy()}
				aria-label={isCopied ? `Copied the key of ${state.name}` : `Copy key of ${state.name}`}
			>
				<span aria-live="polite">{isCopied ? "Copied" : "Copy key"}</span>
			</button>
		</p>
	);
}
