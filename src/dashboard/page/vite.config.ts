// Builds the page to dist/page: plain files of this machine, nothing inlined, so that the strict content policy holds.
import { defineConfig } from "vite";

export default defineConfig({
	// Relative addresses: the page may also stand behind a prefix of some reverse proxy.
	base: "./",
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	build: {
		outDir: "../../../dist/page",
		emptyOutDir: true,
		target: "es2023",
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
	},
});
