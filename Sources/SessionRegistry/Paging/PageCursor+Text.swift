extension PageCursor {
    /// For scripts: URL-safe, without padding, to be handed back as it is. Its inside may change; the first character is the
    /// version.
    ///
    /// Version 1: the id's 32 bytes, a kind (0 missing, 1 integer, 2 text), the value (eight bytes, big-endian; or UTF-8).
    public var text: String {
        var bytes = id.bytes
        switch value {
        case .null: bytes.append(0)
        case .integer(let number):
            bytes.append(1)
            let pattern = UInt64(bitPattern: number)
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: pattern >> shift))
            }
        case .text(let text):
            bytes.append(2)
            bytes += Array(text.utf8)
        }
        return "1" + Base64URL.encode(bytes)
    }

    /// `nil` unless this is a cursor's `text` (of this version, up to 64 KiB). A cursor of another list or order is not detected:
    /// it names a place in any.
    public init?(text: some StringProtocol) {
        guard text.utf8.first == UInt8(ascii: "1"), text.utf8.count <= 65_536 else { return nil }
        guard let bytes = Base64URL.decode(text.dropFirst()), bytes.count >= 33, let id = Digest256(bytes: bytes[..<32]) else {
            return nil
        }
        let rest = bytes[33...]
        switch bytes[32] {
        case 0 where rest.isEmpty: self.init(value: .null, id: id)
        case 1 where rest.count == 8:
            let pattern = rest.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            self.init(value: .integer(Int64(bitPattern: pattern)), id: id)
        case 2:
            guard let value = String(validating: rest, as: UTF8.self) else { return nil }
            self.init(value: .text(value), id: id)
        default: return nil
        }
    }
}
