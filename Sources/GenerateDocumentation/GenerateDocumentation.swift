import Foundation
import PackagePlugin

/// `swift package generate-documentation`: makes a DocC archive of each target of this package, and of no dependency's.
///
/// swift-docc-plugin's command of this name documents the packages that a target depends on too, with all the warnings of theirs,
/// which nobody here can mend. This one needs no dependency.
///
///     swift package generate-documentation                           # all targets
///     swift package generate-documentation --target SessionCore      # repeatable
///     swift package generate-documentation --warnings-as-errors      # what is not understood here goes to docc
@main
struct GenerateDocumentation: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) async throws {
        var extractor = ArgumentExtractor(arguments)
        let names = extractor.extractOption(named: "target")
        // A program promises nothing to others: what there is to read about it are the pages of its catalogue, if it has one.
        let modules = context.package.targets.compactMap { $0 as? SwiftSourceModuleTarget }.filter { module in
            module.kind == .generic || (module.kind == .executable && catalogue(of: module) != nil)
        }
        if let unknown = names.first(where: { name in !modules.contains { $0.name == name } }) {
            throw Failure(
                "There is no target \(unknown) to document: expected one of \(modules.map(\.name).joined(separator: ", ")).")
        }
        let docc = try context.tool(named: "docc").url
        let output = context.pluginWorkDirectoryURL
        try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)

        for module in modules where names.isEmpty || names.contains(module.name) {
            let archive = output.appendingPathComponent("\(module.name).doccarchive")
            try convert(module, to: archive, with: docc, extractor.remainingArguments)
            print("Documentation of \(module.name): \(archive.path)")
        }
    }

    private func convert(_ module: SwiftSourceModuleTarget, to archive: URL, with docc: URL, _ arguments: [String]) throws {
        let graphs = try packageManager.getSymbolGraph(
            for: module, options: .init(minimumAccessLevel: .public, includeSynthesized: false, includeSPI: false))
        var command = ["convert"]
        if let catalogue = catalogue(of: module) { command.append(catalogue.path) }
        command += [
            "--additional-symbol-graph-dir", graphs.directoryURL.path, "--output-path", archive.path,
            "--fallback-display-name", module.moduleName, "--fallback-bundle-identifier", module.moduleName,
            "--transform-for-static-hosting",
        ]
        let process = try Process.run(docc, arguments: command + arguments)
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw Failure("docc failed for \(module.name) (status \(process.terminationStatus)): see what it wrote above.")
        }
    }

    private func catalogue(of module: SwiftSourceModuleTarget) -> URL? {
        let catalogue = module.directoryURL.appendingPathComponent("\(module.name).docc")
        return FileManager.default.fileExists(atPath: catalogue.path) ? catalogue : nil
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}
