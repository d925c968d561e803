// Every test has a sandbox of its own; they only share the machine's two cores.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
