// Loaded before a server that is to fail of its own: it does so on SIGUSR2.
process.on("SIGUSR2", () => {
  throw new Error("a fault on purpose");
});
