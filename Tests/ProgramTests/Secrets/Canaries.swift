import Glibc

/// Secrets that are planted to see where they come out again: as they are, and as base64 and hexadecimal digits.
struct Canaries {
    private var forms: [(what: String, bytes: [UInt8])] = []

    /// - Parameter secret: A text that occurs nowhere else; a part of it is enough to be found.
    mutating func plant(_ what: String, _ secret: String) {
        let bytes = Array(secret.utf8)
        // Half of a secret on a narrow screen is a leak as well.
        forms.append((what, Array(bytes.prefix(16))))
        forms.append((what, Array(bytes.suffix(16))))
        let digits = Array("0123456789abcdef".utf8)
        let hex = bytes.prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        forms.append((what + " in hexadecimal", hex))
        forms.append((what + " in hexadecimal", hex.map { $0 >= 0x61 ? $0 - 0x20 : $0 }))
        for alphabet in ["+/", "-_"] {
            for offset in 0..<3 { forms.append((what + " in base64", Self.base64(bytes, offset: offset, alphabet))) }
        }
    }

    /// The digits that stand for the middle of these bytes wherever they lie in what is encoded.
    private static func base64(_ bytes: [UInt8], offset: Int, _ last: String) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(last)".utf8)
        let whole = bytes.dropFirst(offset)
        var result: [UInt8] = []
        var place = whole.startIndex
        while place + 3 <= whole.endIndex, result.count < 16 {
            let value = UInt32(whole[place]) << 16 | UInt32(whole[place + 1]) << 8 | UInt32(whole[place + 2])
            for shift in [18, 12, 6, 0] as [UInt32] { result.append(alphabet[Int(value >> shift) & 63]) }
            place += 3
        }
        return result
    }

    /// Which of them are in these bytes.
    func found(in bytes: [UInt8]) -> Set<String> {
        Set(forms.lazy.filter { Self.contains(bytes, $0.bytes) }.map(\.what))
    }

    private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first, bytes.count >= part.count else { return false }
        return bytes.withUnsafeBytes { all in
            part.withUnsafeBytes { wanted in
                guard let base = all.baseAddress, let what = wanted.baseAddress else { return false }
                var place = 0
                while place + part.count <= all.count,
                    let next = memchr(base + place, Int32(first), all.count - part.count + 1 - place)
                {
                    if memcmp(next, what, part.count) == 0 { return true }
                    place = base.distance(to: next) + 1
                }
                return false
            }
        }
    }

    /// Which of them are in the files below a directory, but for files that are to hold them.
    func found(below directory: String, except: Set<String> = []) -> [String] {
        var places: [String] = []
        for name in Scratch.names(in: directory) where !except.contains(name) {
            let path = directory + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                places += found(below: path, except: except)
            } else {
                places += found(in: Self.bytes(path)).sorted().map { "\($0) in \(name)" }
            }
        }
        return places
    }

    static func bytes(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { all += buffer.prefix(count) }
        return all
    }
}
