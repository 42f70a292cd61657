// swift-tools-version: 6.2
import PackageDescription

// Written once, for every Swift target of the package.
let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A Swift target of this package. An arrow points at what a target imports: see the development page of the
/// documentation for the directions, which are part of the design.
func module(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], extra: [SwiftSetting] = []
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: swiftSettings + extra)
}

/// What every request of a server goes through stays on the executor of whoever calls: looking for another takes time.
let staysWithCaller: [SwiftSetting] = [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: swiftSettings)
}

let crypto: [Target.Dependency] = [
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "CryptoExtras", package: "swift-crypto"),
]
let hummingbird: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// A release of `rollcall` starts in a third less memory when its own addresses are stored packed and its symbols are not
/// exported: nothing loads into it. The toolchain's linker can do the former, the system's cannot.
let leanLinking: [LinkerSetting] = [
    .unsafeFlags(
        ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker", "--no-export-dynamic"],
        .when(platforms: [.linux], configuration: .release))
]

let package = Package(
    name: "rollcall",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "SessionCore", targets: ["SessionCore"]),
        .library(name: "SessionRegistry", targets: ["SessionRegistry"]),
        .library(name: "SQLiteRegistry", targets: ["SQLiteRegistry"]),
        .library(name: "HummingbirdLogin", targets: ["HummingbirdLogin"]),
        .executable(name: "rollcall", targets: ["rollcall"]),
        .executable(name: "rollcall-serve", targets: ["rollcall-serve"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.10.0"),
        // What Hummingbird itself is built on, named because its types are in our signatures.
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
    ],
    targets: [
        // The pure core: values in, decisions out.
        module("SessionCore", crypto + ["CZlib"]),
        module("SessionRegistry", ["SessionCore"], extra: staysWithCaller),
        module("CookieInspector", ["SessionCore"]),
        module("LoginFlows", ["SessionCore", "SessionRegistry", .product(name: "Yams", package: "Yams")]),
        module("Screen", []),
        module("RollcallUI", ["Screen", "SessionCore", "SessionRegistry", "CookieInspector", "LoginFlows"]),

        // The edges: a database, a terminal, HTTP.
        module("SQLiteRegistry", ["SessionRegistry", .product(name: "GRDB", package: "GRDB.swift")], extra: staysWithCaller),
        module("Terminal", ["Screen", "CNcurses"]),
        module("HummingbirdLogin", ["SessionCore", "SessionRegistry"] + hummingbird, extra: staysWithCaller),

        // The programs.
        .executableTarget(
            name: "rollcall",
            dependencies: [
                "SessionCore", "SessionRegistry", "SQLiteRegistry", "CookieInspector", "LoginFlows", "Screen",
                "RollcallUI", "Terminal", "RollcallSupport", "EmbeddedResources", argumentParser,
            ],
            swiftSettings: swiftSettings, linkerSettings: leanLinking),
        .executableTarget(
            name: "rollcall-serve",
            dependencies: [
                "SessionCore", "SessionRegistry", "HummingbirdLogin",
                "RollcallSupport", argumentParser, .product(name: "NIOPosix", package: "swift-nio"),
            ] + hummingbird,
            swiftSettings: swiftSettings),
        // Measures the others; see Resources/scripts/bench.
        .executableTarget(
            name: "rollcall-bench",
            dependencies: ["SessionCore", "SessionRegistry", "SQLiteRegistry", "HummingbirdLogin", argumentParser, .product(name: "NIOEmbedded", package: "swift-nio")]
                + hummingbird,
            swiftSettings: swiftSettings),
        // What both programs share: configuration, which store to open, mock users of Resources/.
        module("RollcallSupport", [
            "SessionCore", "SessionRegistry", "SQLiteRegistry", "EmbeddedResources", "LoginFlows",
            .product(name: "TOMLKit", package: "TOMLKit"),
        ]),

        // C, as little as Swift needs.
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CNcurses", path: "Sources/CNcurses", providers: [.apt(["libncurses-dev"])]),
        .target(
            name: "EmbeddedResources", path: "Resources",
            exclude: ["README.md", "scripts"],
            sources: ["embedded.c"],
            publicHeadersPath: "include"),

        // `swift package generate-documentation`.
        .plugin(
            name: "GenerateDocumentation", capability: .command(intent: .documentationGeneration()),
            path: "Sources/GenerateDocumentation"),

        // Tests. The last three run the built programs.
        tests("SessionCoreTests", ["SessionCore"], exclude: ["Vectors"]),
        tests("SessionRegistryTests", ["SessionRegistry", "SessionCore"]),
        tests("SQLiteRegistryTests", ["SQLiteRegistry", "SessionRegistry", "SessionCore", .product(name: "GRDB", package: "GRDB.swift")]),
        tests("CookieInspectorTests", ["CookieInspector", "SessionCore"]),
        tests("LoginFlowsTests", ["LoginFlows", "SessionCore", "SessionRegistry"], exclude: ["Fixtures"]),
        tests("ScreenTests", ["Screen"]),
        tests(
            "RollcallUITests", ["RollcallUI", "Screen", "SessionCore", "SessionRegistry", "CookieInspector", "LoginFlows"],
            exclude: ["Golden"]),
        tests("TerminalTests", ["Terminal", "Screen"]),
        tests("RollcallSupportTests", ["RollcallSupport", "SessionCore", "SessionRegistry", "SQLiteRegistry"]),
        // Compiled as an application would be, since the documentation's examples are among them.
        .testTarget(
            name: "HummingbirdLoginTests",
            dependencies: [
                "HummingbirdLogin", "SessionCore", "SessionRegistry", "SQLiteRegistry",
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ] + hummingbird,
            exclude: ["Documentation/flask_login_names.py", "Documentation/flask-login-names.txt"],
            swiftSettings: [.swiftLanguageMode(.v6)]),
        // A screen that falls when told to, for ProgramTests.
        .executableTarget(
            name: "trapping-screen", dependencies: ["Terminal", "Screen"], path: "Tests/Fixtures/TrappingScreen",
            swiftSettings: swiftSettings),
        tests(
            "ProgramTests",
            [
                "rollcall", "trapping-screen", "Screen", "SQLiteRegistry", "SessionCore", "SessionRegistry",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests("CommandLineTests", ["rollcall", "RollcallUI", "RollcallSupport", "SQLiteRegistry", "SessionCore", "SessionRegistry"]),
        tests("ServeTests", ["rollcall-serve", "rollcall", "SQLiteRegistry", "SessionCore", "SessionRegistry"], exclude: ["Fixtures"]),
    ]
)
