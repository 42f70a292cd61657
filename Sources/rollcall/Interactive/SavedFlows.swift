import Glibc
import RollcallSupport

/// The directory of flows that were saved in the Lab: `rollcall/flows` in the XDG data directory.
struct SavedFlows: Sendable {
    /// `nil`: there is no place for it (neither XDG_DATA_HOME nor HOME is set).
    let directory: String?

    static func ofUser() -> SavedFlows {
        SavedFlows(directory: ProcessEnvironment.current().storePath.map { File.directory(of: $0) + "/flows" })
    }

    /// Bytes of one file.
    private static let sizeLimit = 1 << 20

    /// Names and contents of the YAML files, by name; at most 500. A file that cannot be read has its reason instead.
    func all() -> [(name: String, content: Result<[UInt8], Failure>)] {
        guard let directory, let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name.hasSuffix(".yaml") || name.hasSuffix(".yml"), !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted().prefix(500).map { name in
            do throws(Failure) {
                return (name, .success(try File.read("\(directory)/\(name)", what: "flow file", limit: Self.sizeLimit)))
            } catch {
                return (name, .failure(error))
            }
        }
    }

    /// Writes a new file and gives its path. An existing one is never overwritten: the name gets a number.
    func save(_ text: String, name: String) throws(Failure) -> String {
        guard let directory else {
            throw Failure(.outside, "flows are saved in the XDG data directory, and neither XDG_DATA_HOME nor HOME is set")
        }
        try Self.makeDirectories(directory)
        let stem = Self.fileName(name)
        for number in 1...999 {
            let path = "\(directory)/\(stem)\(number == 1 ? "" : "-\(number)").yaml"
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if file < 0, errno == EEXIST { continue }
            guard file >= 0 else {
                throw Failure(.outside, "flow file \(path): \(File.reason(errno)); expected to be able to write it")
            }
            defer { close(file) }
            var bytes = ArraySlice(text.utf8)
            while !bytes.isEmpty {
                let count = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    let reason = File.reason(errno)
                    unlink(path)
                    throw Failure(.outside, "flow file \(path): \(reason); expected to be able to write it")
                }
                bytes = bytes.dropFirst(count)
            }
            return path
        }
        throw Failure(.outside, "flow file \(directory)/\(stem).yaml: there are 999 of that name; take another")
    }

    /// The directory and those above it that are missing, each for its owner alone.
    private static func makeDirectories(_ path: String) throws(Failure) {
        guard !path.isEmpty, !File.exists(path) else { return }
        let parent = File.directory(of: path)
        if parent != path { try makeDirectories(parent) }
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw Failure(.outside, "directory \(path): \(File.reason(errno)); expected to be able to make it")
        }
    }

    /// What a person calls a flow, as a file's name: ASCII letters, digits, dots and dashes.
    static func fileName(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars.prefix(64) {
            let plain =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
                    || scalar == ".")
            if plain { result.unicodeScalars.append(scalar) } else if result.last != "-" { result += "-" }
        }
        while let first = result.first, first == "." || first == "-" { result.removeFirst() }
        return result.isEmpty ? "flow" : result
    }
}
