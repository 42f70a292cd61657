import EmbeddedResources

/// A file of Resources/, compiled into the program.
package struct Resource: Sendable {
    /// The path within Resources/: "users.json", "flows/remember.yaml".
    package let name: String
    private let index: Int

    /// Every embedded file, by name.
    package static var all: [Resource] {
        (0..<rollcall_resource_count()).compactMap { index in
            guard let name = rollcall_resource_at(index).name else { return nil }
            return Resource(name: String(cString: name), index: index)
        }
    }

    package static func named(_ name: String) -> Resource? { all.first { $0.name == name } }

    package var bytes: [UInt8] {
        let resource = rollcall_resource_at(index)
        guard let start = resource.bytes else { return [] }
        return Array(UnsafeBufferPointer(start: start, count: resource.count))
    }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The example flows.
    package static var flows: [Resource] { all.filter { $0.name.hasPrefix("flows/") } }

    /// Signing keys that are guessed first: the lines of weak-keys.txt, without its comments.
    package static func weakKeys() -> [String] {
        (named("weak-keys.txt")?.text ?? "").split(separator: "\n").filter { !$0.hasPrefix("# ") }.map(String.init)
    }
}
