cask "clusterdrift" do
  name "clusterdrift"
  desc "Reports which nodes of Windows failover clusters have drifted"
  homepage "https://github.com/clusterdrift/clusterdrift"
  version "@VERSION@"

  binary "clusterdrift"

  on_macos do
    on_intel do
      url "https://github.com/clusterdrift/clusterdrift/releases/download/v@VERSION@/clusterdrift_#{version}_darwin_amd64.tar.gz"
      sha256 "@darwin_amd64@"
      rename "clusterdrift_@VERSION@_darwin_amd64/clusterdrift", "clusterdrift"
    end
    on_arm do
      url "https://github.com/clusterdrift/clusterdrift/releases/download/v@VERSION@/clusterdrift_#{version}_darwin_arm64.tar.gz"
      sha256 "@darwin_arm64@"
      rename "clusterdrift_@VERSION@_darwin_arm64/clusterdrift", "clusterdrift"
    end
  end

  on_linux do
    on_intel do
      url "https://github.com/clusterdrift/clusterdrift/releases/download/v@VERSION@/clusterdrift_#{version}_linux_amd64.tar.gz"
      sha256 "@linux_amd64@"
      rename "clusterdrift_@VERSION@_linux_amd64/clusterdrift", "clusterdrift"
    end
    on_arm do
      url "https://github.com/clusterdrift/clusterdrift/releases/download/v@VERSION@/clusterdrift_#{version}_linux_arm64.tar.gz"
      sha256 "@linux_arm64@"
      rename "clusterdrift_@VERSION@_linux_arm64/clusterdrift", "clusterdrift"
    end
  end
end
