import LoginFlows

/// Flow files with values spelled in other ways that YAML has.
enum SpelledYAML {
    private static let spellings: [(written: String, others: [String])] = [
        (
            #"remember: "1""#,
            [
                "remember: 1", "remember: yes", "remember: True", "remember: [1, 0]", "remember: on", "remember: 0b1",
                "remember: !!str yes",
            ]
        ),
        (#"force: "1""#, ["force: 1", "force: true", "force: ~", "force: 1.0", "force: null"]),
        (#"fresh: "0""#, ["fresh: 0", "fresh: no", "fresh: []", "fresh: -0", "fresh: 0x0"]),
        (
            #"duration: "7200""#,
            [
                "duration: 7200", "duration: 2:00:00", "duration: 7_200", "duration: 7200.0", "duration: 016040",
                "duration: 0x1C20",
            ]
        ),
        (
            #"duration: "1.5""#,
            ["duration: 1.5", "duration: 1.5e+0", "duration: 1:30.25", "duration: 1e3", "duration: 2026-01-01"]
        ),
        ("advance: 1m", ["advance: 60", "advance: 1:00", "advance: 60s", "advance: 0x3C", "advance: 074"]),
        ("advance: 1h", ["advance: 1:00:00", "advance: 60m", "advance: 3_600"]),
        ("close_browser: true", ["close_browser: yes", "close_browser: On"]),
        ("active: false", ["active: no", "active: Off"]),
        ("active: true", ["active: YES", "active: on"]),
        ("_fresh: true", ["_fresh: yes", "_fresh: 1", "_fresh: 2026-01-01T00:00:00Z", "_fresh: 1.0e+0"]),
        ("_permanent: true", ["_permanent: on", "_permanent: 0x1"]),
        (
            "data: {",
            [
                "data: {k: {1: a, 1.0: b, true: c, -3: d}, ", "data: {k: {~: a}, ", "data: {k: {.inf: a, .nan: b, 0: c, -0.0: d}, ",
                "data: {k: {10000000000000000000000: a, 1.0e+22: b}, ",
            ]
        ),
        ("blueprint_login_views: {", ["blueprint_login_views: {~: /nobody, ", "blueprint_login_views: {null: ~, "]),
        (#"\ufeff"#, ["\u{FEFF}", #"\uFeFf"#, #"\U0000feff"#]),
        (#"clock: "2018-10-31T15:33:20Z""#, ["clock: 2018-10-31 17:33:20 +2", "clock: '20181031T153320Z'", "clock: '2018-W44-3T15:33:20'"]),
        (
            #"clock: "2023-11-14T22:13:20.5Z""#,
            ["clock: '2023-11-14T221320,5Z'", "clock: '2023-W46-2x22:13:20.5000009'", "clock: '2023-11-15T00:13:20.5+01:60'"]
        ),
        (
            "{_id: ",
            [
                "{x: 2026-1-2 3:04:05.5 +2, _id: ", "{x: 2026-01-02, _id: ", "{x: !!binary aGVsbG8=, _id: ", "{x: 1e22, _id: ",
                "{x: 010, _id: ",
            ]
        ),
        (
            "data: {",
            [
                "data: {t: 2024-02-29T23:59:59.999999-05:30, ", "data: {n: 190:20:30, ", "data: {n: 0xFFFFFFFFFFFFFFFFFF, ",
                "data: {b: !!binary /w==, ",
            ]
        ),
    ]

    static func varied(_ yaml: String, using random: inout SeededGenerator) -> String {
        var lines: [String] = []
        for line in yaml.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = String(line)
            for (written, others) in spellings where line.contains(written) && Bool.random(using: &random) {
                line = line.replacing(written, with: others.randomElement(using: &random) ?? written, maxReplacements: 1)
            }
            lines.append(line)
        }
        return lines.joined(separator: "\n")
    }
}
