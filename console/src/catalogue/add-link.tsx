import { Button } from '@mui/material'
import { useCanAccess } from 'react-admin'
import { Link } from 'react-router-dom'

interface Props {
  readonly resource: string
  /** The member that says to which record the new one belongs. */
  readonly member: string
  readonly id: unknown
}

export function AddLink({ resource, member, id }: Props) {
  const { canAccess } = useCanAccess({ resource, action: 'create' })
  if (!canAccess) return null
  const source = encodeURIComponent(JSON.stringify({ [member]: id }))
  return (
    <Button component={Link} to={`/${resource}/create?source=${source}`} size="small">
      Add
    </Button>
  )
}
