// A scan as one step, for Jenkinsfiles that load this repository as a shared library:
//
//   library identifier: 'clusterdrift@<commit of a release>',
//           retriever: modernSCM(libraryPath: '.jenkins', scm: [$class: 'GitSCMSource', remote: '<clone>'])
//   node('winrm') {
//     checkout scm
//     clusterdriftScan(inventory: 'inventory.yaml', waivers: 'waivers.yaml', credentialsId: 'clusterdrift-password')
//   }
//
// The agent reaches the nodes and has clusterdrift. It needs the plugins Pipeline,
// Credentials Binding and JUnit. A test runs its script in a shell; Jenkins itself has not
// run it.
def call(Map given = [:]) {
  int code = 2
  // A credential of the kind "Secret text". The variables are the shell's, not Groovy's:
  // nothing that is given becomes part of the script.
  withCredentials([string(credentialsId: given.credentialsId ?: 'clusterdrift-password', variable: 'CLUSTERDRIFT_PASSWORD')]) {
    withEnv(["INPUT_INVENTORY=${given.inventory ?: 'inventory.yaml'}", "INPUT_WAIVERS=${given.waivers ?: ''}", "INPUT_FAIL_ON=${given.failOn ?: 'low'}"]) {
      code = sh(returnStatus: true, script: '''
        rm -f drift.xml drift.html
        set -- --no-config "--inventory=$INPUT_INVENTORY" "--fail-on=$INPUT_FAIL_ON"
        if [ -n "$INPUT_WAIVERS" ]; then set -- "$@" "--waivers=$INPUT_WAIVERS"; fi
        clusterdrift scan "$@" --output=text --output=junit=drift.xml --output=html=drift.html
      ''')
    }
  }
  junit testResults: 'drift.xml', allowEmptyResults: true
  archiveArtifacts artifacts: 'drift.html', allowEmptyArchive: true
  if (code == 3) {
    unstable('no drift seen, but not everything could be read')
  } else if (code != 0) {
    error("clusterdrift: exit ${code}")
  }
}
