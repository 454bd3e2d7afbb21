import { defineConfig } from "vite";

// `npm run dev` shows the sources against a running server; the build is what that server serves.
const server = process.env["CORDON_URL"] ?? "http://127.0.0.1:8080";
const paths = ["/city", "/health", "/risk", "/facilities", "/collections", "/tiles", "/processes", "/conformance", "/api"];

export default defineConfig({
  base: "./",
  build: { target: "es2022", outDir: "dist", assetsInlineLimit: 0, chunkSizeWarningLimit: 1400 },
  worker: { format: "es" },
  server: { host: "127.0.0.1", proxy: Object.fromEntries(paths.map((path) => [path, { target: server }])) },
});
