import CookieInspector
import RollcallSupport

/// What is to be said against the configured keys. A key is named by its place, never shown.
enum KeyFindings {
    static func of(_ keys: [String]) -> [CookieReport.Finding] {
        let weak = Set(Resource.weakKeys().map { Array($0.utf8) })
        var findings: [CookieReport.Finding] = []
        for (index, key) in keys.enumerated() {
            if weak.contains(Array(key.utf8)) {
                findings.append(
                    CookieReport.Finding(
                        id: "weak-key", severity: .high,
                        text: "key \(index + 1) of the key files is one that everybody guesses first: replace it",
                        reference: "OWASP ASVS 5.0, 11.2.3"))
            } else if key.utf8.count < 16 {
                findings.append(
                    CookieReport.Finding(
                        id: "short-key", severity: .medium,
                        text: "key \(index + 1) of the key files has only \(key.utf8.count) bytes: take 32 random ones",
                        reference: "OWASP ASVS 5.0, 11.2.3"))
            }
        }
        return findings
    }
}
