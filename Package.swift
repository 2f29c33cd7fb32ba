// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target: Swift 6 mode, the upcoming features this code is written for, warnings as errors.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// A module of the package; its dependencies are the layer rule that the compiler enforces.
func module(_ name: String, _ folder: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(folder)/\(name)", swiftSettings: settings)
}

/// The tests of one module.
func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = [],
    resources: [Resource] = []
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        path: "Tests/\(name)",
        exclude: exclude,
        resources: resources,
        swiftSettings: settings
    )
}

let package = Package(
    name: "justice-data-lab",
    products: [
        .executable(name: "jdl", targets: ["jdl"]),
        .executable(name: "jdl-worker", targets: ["jdl-worker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // System libraries.
        .systemLibrary(name: "CZeroMQ", path: "Sources/Shared/CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
        .systemLibrary(name: "CCrypto", path: "Sources/Shared/CCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CProcess", path: "Sources/Shared/CProcess"),
        .systemLibrary(name: "COpenBLAS", path: "Sources/Shared/COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
        .target(name: "CBoostMath", path: "Sources/Shared/CBoostMath"),
        .target(name: "CStringKernels", path: "Sources/Shared/CStringKernels"),
        .target(name: "CScoreKernels", path: "Sources/Shared/CScoreKernels"),

        // Layer 1: numbers, tables, sockets.
        module("Statistics", "Shared", ["COpenBLAS", "CBoostMath"]),
        module("Tables", "Shared", ["CCrypto", "Statistics"]),
        module("Extracts", "Shared", ["Tables", "Statistics"]),
        module("ZeroMQ", "Shared", ["CZeroMQ"]),

        // Layer 2: the science, the abstraction, the wire.
        module("Linkage", "Shared", ["CStringKernels", "Tables", "Statistics"]),
        module("Propensity", "Shared", ["CScoreKernels", "Tables", "Statistics"]),
        module("Outcomes", "Shared", ["Tables", "Statistics"]),
        module("Synthesis", "Shared", ["Extracts", "Tables", "Statistics", yams]),
        module("Ingest", "Shared", ["Extracts", "Linkage", "Tables", "Statistics", yams]),
        module("MapReduce", "Shared", ["Tables", "Statistics"]),
        module("Messages", "Shared", ["CProcess", "MapReduce", "Tables"]),

        // Layer 3: the science applied to partitions; reports from results.
        module(
            "Passes",
            "Shared",
            ["Linkage", "Propensity", "Outcomes", "Extracts", "MapReduce", "Tables", "Statistics"]
        ),
        module("Reports", "Coordinator", ["Linkage"]),

        // Layer 4: the flow, the scheduler, the worker.
        module(
            "Pipeline",
            "Coordinator",
            [
                "Passes", "Ingest", "Reports", "Linkage", "Propensity", "Outcomes", "Extracts", "MapReduce", "Tables",
                "Statistics",
            ]
        ),
        module("Scheduling", "Coordinator", ["MapReduce", "Messages", "ZeroMQ", "Tables", grdb]),
        .target(
            name: "WorkerCore",
            dependencies: ["MapReduce", "Messages", "ZeroMQ", "Tables"],
            path: "Sources/Worker/Core",
            swiftSettings: settings
        ),

        // Layer 6: the programs.
        .executableTarget(
            name: "jdl",
            dependencies: [
                "Pipeline", "Scheduling", "Passes", "Ingest", "Reports", "Linkage", "Propensity",
                "Outcomes",
                "Extracts",
                "MapReduce", "Messages", "Synthesis", "Tables", "Statistics", "ZeroMQ", argumentParser, yams,
            ],
            path: "Sources/Coordinator/Commands",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "jdl-worker",
            dependencies: [
                "WorkerCore", "Passes", "MapReduce", "Messages", "ZeroMQ", "Tables", argumentParser, yams,
            ],
            path: "Sources/Worker/Main",
            swiftSettings: settings
        ),

        // Simulation of known truth: a library of its own, so that tests and the benchmark share it.
        .target(
            name: "KnownTruth",
            dependencies: ["Propensity", "Outcomes", "Statistics"],
            path: "Benchmarks/KnownTruth",
            swiftSettings: settings
        ),

        // Tests.
        .target(
            name: "TestSupport",
            dependencies: ["Extracts", "Tables"],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        tests("StatisticsTests", ["Statistics"], exclude: ["Reference"]),
        tests("TablesTests", ["Tables", "Statistics"]),
        tests("ExtractsTests", ["Extracts", "Tables", "TestSupport"]),
        tests("IngestTests", ["Ingest", "Linkage", "Extracts", "Tables", "Statistics"]),
        tests("LinkageTests", ["Linkage", "Tables", "Statistics"]),
        tests("LinkageReferenceTests", ["Linkage", "Tables", "Statistics"], resources: [.copy("Resources")]),
        tests("PropensityTests", ["Propensity", "Statistics"]),
        tests("ReferenceTests", ["Propensity", "Statistics"], resources: [.copy("Resources/psm")]),
        tests("OutcomesTests", ["Outcomes", "Statistics"], exclude: ["Reference"]),
        tests("KnownTruthTests", ["KnownTruth", "Outcomes", "Propensity", "Statistics"]),
        tests("SynthesisTests", ["Synthesis", "Extracts", "Tables", "Statistics"]),
        tests("MapReduceTests", ["MapReduce", "Tables"]),
        tests(
            "PassesTests",
            [
                "Passes", "Linkage", "Propensity", "Outcomes", "Extracts", "MapReduce", "Tables", "Statistics",
                "TestSupport",
            ]
        ),
        tests("ReportsTests", ["Reports", "Linkage", "Tables", "Statistics"]),
        tests(
            "PipelineTests",
            [
                "Pipeline", "Passes", "Synthesis", "Ingest", "Reports", "Linkage", "Propensity", "Outcomes",
                "MapReduce",
                "Extracts", "Tables", "Statistics",
            ]
        ),
        tests("ZeroMQTests", ["ZeroMQ"]),
        tests("MessagesTests", ["Messages", "MapReduce", "Tables", "Statistics"]),
        tests("SchedulingTests", ["Scheduling", "Messages", "MapReduce", "Tables"]),
        tests("WorkerTests", ["WorkerCore", "Messages", "MapReduce", "Tables"]),
        tests(
            "ClusterTests",
            ["Scheduling", "WorkerCore", "Messages", "MapReduce", "Tables", "Statistics", "ZeroMQ"]
        ),
        tests("EndToEndTests", []),
        tests("TidyTests", []),
    ]
)

// Programs for figures beside those of the peers; built on request, never by the tests.
if Context.environment["JDL_BENCHMARKS"] != nil {
    package.targets.append(
        .executableTarget(
            name: "known-truth",
            dependencies: ["KnownTruth", argumentParser],
            path: "Benchmarks/KnownTruthCommand",
            swiftSettings: settings
        )
    )
    package.targets.append(
        .executableTarget(
            name: "string-kernels",
            dependencies: ["Linkage", argumentParser],
            path: "Benchmarks/StringKernelsCommand",
            swiftSettings: settings
        )
    )
    package.targets.append(
        .executableTarget(
            name: "matching-methods",
            dependencies: ["Propensity", "Statistics"],
            path: "Benchmarks/MatchingMethodsCommand",
            swiftSettings: settings
        )
    )
}
